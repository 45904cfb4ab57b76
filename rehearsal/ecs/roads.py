"""Listener rules: what a deployment needs of them, and the weights that ECS writes into them."""

from collections.abc import Iterable, Mapping
from typing import Any

from moto.core.exceptions import ServiceException

from rehearsal.control.plane import ControlPlane
from rehearsal.ecs.controller.actions import Shift
from rehearsal.ecs.controller.words import Road, Side
from rehearsal.ecs.records.service import Place

RULES = {Road.PRODUCTION: "productionListenerRule", Road.TEST: "testListenerRule"}
WHOLE = 100
MISSING = "The listener rule {rule} was not found."
NOT_BOTH = (
    "The listener rule {rule} must forward to both target groups, {groups}, "
    "before a deployment can shift traffic."
)


class Roads:
    """The listener rules of services."""

    def __init__(self, plane: ControlPlane) -> None:
        self._plane = plane

    def problem(self, place: Place, entries: Iterable[Mapping[str, Any]]) -> str:
        """Say why traffic cannot be shifted; empty when everything is in order."""
        for entry in entries:
            advanced = entry.get("advancedConfiguration") or {}
            groups = {entry.get("targetGroupArn"), advanced.get("alternateTargetGroupArn")}
            for name in RULES.values():
                rule = advanced.get(name)
                problem = self._problem_of(place, rule, groups) if rule else ""
                if problem:
                    return problem
        return ""

    def shift(self, place: Place, entries: Iterable[Mapping[str, Any]], shift: Shift) -> None:
        """Write the weights of one road."""
        for entry in entries:
            advanced = entry.get("advancedConfiguration") or {}
            rule = self._find(place, advanced.get(RULES[shift.road]))
            if rule is None:
                continue
            share = shift.share if shift.side is Side.PRIMARY else WHOLE - shift.share
            primary, alternate = weights(share)
            _write(rule, {entry["targetGroupArn"]: primary, advanced["alternateTargetGroupArn"]: alternate})

    def _problem_of(self, place: Place, arn: str, groups: set[Any]) -> str:
        rule = self._find(place, arn)
        if rule is None:
            return MISSING.format(rule=arn)
        if not groups <= {entry["TargetGroupArn"] for entry in _targets(rule)}:
            listed = " and ".join(sorted(str(group) for group in groups))
            return NOT_BOTH.format(rule=arn, groups=listed)
        return ""

    def _find(self, place: Place, arn: str | None) -> Any:  # noqa: ANN401 - moto's rules have no type
        """Find a rule by its ARN; the ARN of a listener means its default rule."""
        if not arn:
            return None
        backend = self._plane.backend("elbv2", place.account, place.region)
        try:
            if ":listener/" in arn:
                return backend.describe_rules(listener_arn=arn, rule_arns=None)[-1]
            return backend.describe_rules(listener_arn=None, rule_arns=[arn])[0]
        except (ServiceException, LookupError):
            return None


def weights(share: float) -> tuple[int, int]:
    """Turn a percentage into two whole weights of at most 999; tenths need a scale of a thousand."""
    if share == int(share):
        return int(share), WHOLE - int(share)
    tenths = round(share * 10)
    return tenths, 10 * WHOLE - tenths


def _targets(rule: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - moto's rules have no type
    actions = list(rule.actions)
    if len(actions) != 1 or actions[0].type != "forward":
        return []
    return list(actions[0].data.get("ForwardConfig", {}).get("TargetGroups", []))


def _write(rule: Any, wanted: Mapping[str, int]) -> None:  # noqa: ANN401 - moto's rules have no type
    for entry in _targets(rule):
        if entry["TargetGroupArn"] in wanted:
            entry["Weight"] = wanted[entry["TargetGroupArn"]]
