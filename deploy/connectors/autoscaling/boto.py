"""Application Auto Scaling through boto3."""

from collections.abc import Callable
from typing import Final

from deploy.connectors.aws.clients import Client
from deploy.connectors.aws.errors import in_our_words
from deploy.model.maintenance import Suspension

_WORDS: Final = {
    Suspension.IN: "DynamicScalingInSuspended",
    Suspension.OUT: "DynamicScalingOutSuspended",
    Suspension.SCHEDULED: "ScheduledScalingSuspended",
}
_NAMESPACE: Final = "ecs"
_DIMENSION: Final = "ecs:service:DesiredCount"


class BotoAutoscaling:
    """The scalable targets of one account and region."""

    def __init__(self, client: Client, guard: Callable[[], None]) -> None:
        self._client = client
        self._guard = guard

    @in_our_words("autoscaling: what rests")
    def suspended(self, target: str) -> frozenset[Suspension] | None:
        """The parts that rest; None where nothing scales."""
        found = self._client.patient.describe_scalable_targets(
            ServiceNamespace=_NAMESPACE, ResourceIds=[target], ScalableDimension=_DIMENSION
        )["ScalableTargets"]
        if not found:
            return None
        state = found[0].get("SuspendedState") or {}
        return frozenset(part for part, word in _WORDS.items() if state.get(word))

    @in_our_words("autoscaling: let parts rest")
    def suspend(self, target: str, parts: frozenset[Suspension]) -> None:
        """Let exactly these parts rest; without bounds in the call the target keeps those it has."""
        self._guard()
        self._client.once.register_scalable_target(
            ServiceNamespace=_NAMESPACE,
            ResourceId=target,
            ScalableDimension=_DIMENSION,
            SuspendedState={word: part in parts for part, word in _WORDS.items()},
        )
