"""The load balancer through boto3."""

from collections.abc import Iterable, Mapping
from typing import Any

from deploy.connectors.aws.clients import Client
from deploy.connectors.aws.errors import in_our_words
from deploy.connectors.elb.port import GroupHealth

_LEAVING = {"draining", "unused"}


class BotoElb:
    """The load balancers of one account."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @in_our_words("load balancer: group health")
    def group_health(self, target_group: str) -> GroupHealth:
        """How the targets of a group are; those on their way out do not count."""
        found = self._client.patient.describe_target_health(TargetGroupArn=target_group)[
            "TargetHealthDescriptions"
        ]
        states = [one["TargetHealth"] for one in found if one["TargetHealth"]["State"] not in _LEAVING]
        healthy = [one["Target"]["Id"] for one in found if one["TargetHealth"]["State"] == "healthy"]
        starting = sum(state["State"] == "initial" for state in states)
        unwell = [state for state in states if state["State"] not in {"healthy", "initial"}]
        reason = f"{unwell[0]['State']}: {unwell[0].get('Description', '')}" if unwell else ""
        return GroupHealth(len(healthy), starting, len(unwell), reason, tuple(healthy))

    @in_our_words("load balancer: weights")
    def weights(self, rules: tuple[str, ...]) -> dict[str, dict[str, int]]:
        """The weight of each target group in each of the rules; a rule that is not there is left out."""
        try:
            found = self._client.patient.describe_rules(RuleArns=list(rules))["Rules"]
        except self._client.patient.exceptions.RuleNotFoundException:
            return self.weights(rules[:1]) | self.weights(rules[1:]) if len(rules) > 1 else {}
        return {rule["RuleArn"]: _shares(rule["Actions"]) for rule in found}


def _shares(actions: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    groups = [
        group for action in actions for group in action.get("ForwardConfig", {}).get("TargetGroups", [])
    ]
    return {group["TargetGroupArn"]: group.get("Weight", 1) for group in groups}
