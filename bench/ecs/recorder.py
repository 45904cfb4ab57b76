"""Notes when ECS's controller works on a service, past the gateway that counts the calls of others."""

from dataclasses import dataclass, field
from threading import Event
from time import monotonic
from typing import Any

from bench.ecs.desk import Desk
from bench.ecs.peer_service import PEER
from deploy.connectors.ecs.port import GOES_BACK, GOES_ON
from deploy.platforms.ecs_service.sight import CONFIRMED

EVERY = 0.05


@dataclass
class Recorder:
    """Notes, past the gateway, when the controller works on a service."""

    desk: Desk
    service: str
    busy: float = 0.0
    rests: list[float] = field(default_factory=list)
    """When the controller had done what was awaited."""
    is_over: Event = field(default_factory=Event)

    def run(self) -> None:
        """Look until it is over."""
        ecs, last = self.desk.client("ecs"), monotonic()
        before, worked = _newest(ecs, self.desk, self.service), False
        while not self.is_over.wait(EVERY):
            newest = _newest(ecs, self.desk, self.service)
            works, now = newest != before and self._works(ecs, newest), monotonic()
            self.busy += (now - last) * works
            if worked and not works:
                self.rests.append(now)
            last, worked = now, works

    def _works(self, ecs: Any, arn: str) -> bool:  # noqa: ANN401 - boto3 ships no types
        """A pause waits for its deployer, and after the confirmation nobody has to wait for the rest."""
        seen = ecs.describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"][0]
        waits = any(hook["status"] == "AWAITING_ACTION" for hook in seen.get("lifecycleHookDetails", []))
        is_ours = self.service != PEER
        is_over = is_ours and seen.get("lifecycleStage", "") in CONFIRMED
        return seen["status"] in GOES_ON | GOES_BACK and not waits and not is_over


def _newest(ecs: Any, desk: Desk, service: str) -> str:  # noqa: ANN401 - boto3 ships no types
    found = ecs.list_service_deployments(cluster=desk.topology["cluster"], service=service)
    return str(found["serviceDeployments"][0]["serviceDeploymentArn"])
