"""The rules of moto's listeners, read as values."""

from collections.abc import Mapping
from typing import Any

from rehearsal.balancer.shapes import ActionRecord, ListenerRecord, RuleRecord
from rehearsal.balancer.view import (
    Action,
    Condition,
    ConditionField,
    FixedResponse,
    Forward,
    Redirect,
    Rule,
    Unsupported,
)

# Where a condition keeps its values, besides the old place on top.
_CONFIGS = {
    ConditionField.HOST: "HostHeaderConfig",
    ConditionField.PATH: "PathPatternConfig",
    ConditionField.HEADER: "HttpHeaderConfig",
    ConditionField.METHOD: "HttpRequestMethodConfig",
    ConditionField.QUERY: "QueryStringConfig",
    ConditionField.SOURCE_IP: "SourceIpConfig",
}


def read_rules(listener: ListenerRecord) -> tuple[Rule, ...]:
    """The rules of a listener in the order in which they are tried; the default comes last."""
    own = sorted(listener._non_default_rules.values(), key=_priority)  # noqa: SLF001 - moto sorts its copy, not this
    rules = [Rule(one.arn, _action(one.actions), tuple(map(read_condition, one.conditions))) for one in own]
    default = listener._default_rule[0]  # noqa: SLF001 - moto has no other way to it
    return (*rules, Rule(default.arn, _action(default.actions)))


def _priority(rule: RuleRecord) -> int:
    return int(rule.priority)


def _action(actions: list[ActionRecord]) -> Action:
    """The action that answers: the last one, unless a sign-in, which we cannot do, stands before it."""
    kinds = [read_action(action.data) for action in actions]
    return next((kind for kind in kinds if isinstance(kind, Unsupported)), kinds[-1])


def read_action(data: Mapping[str, Any]) -> Action:
    """One action of a rule."""
    kind = data.get("Type", "")
    if kind == "forward":
        return _forward(data)
    if kind == "fixed-response":
        config = data["FixedResponseConfig"]
        return FixedResponse(
            int(config["StatusCode"]), config.get("ContentType") or "", config.get("MessageBody") or ""
        )
    if kind == "redirect":
        return _redirect(data["RedirectConfig"])
    return Unsupported(kind)


def _forward(data: Mapping[str, Any]) -> Forward:
    config = data.get("ForwardConfig") or {}
    groups = config.get("TargetGroups") or []
    if not groups:
        return Forward(((data["TargetGroupArn"], 1),))
    sticky = config.get("TargetGroupStickinessConfig") or {}
    is_sticky = str(sticky.get("Enabled", "")).lower() == "true"
    weights = tuple((one["TargetGroupArn"], int(one.get("Weight", 1))) for one in groups)
    return Forward(weights, int(sticky.get("DurationSeconds") or 3600) if is_sticky else 0)


def _redirect(config: Mapping[str, Any]) -> Redirect:
    status = int(str(config["StatusCode"]).removeprefix("HTTP_"))
    given = {part: config.get(part.capitalize()) for part in ("protocol", "host", "port", "path", "query")}
    return Redirect(status, **{part: value for part, value in given.items() if value is not None})


def read_condition(data: Mapping[str, Any]) -> Condition:
    """One condition of a rule, from either of the two places where its values may stand."""
    field = ConditionField(data["Field"])
    config: Mapping[str, Any] = data.get(_CONFIGS[field]) or {}
    regexes = tuple(config.get("RegexValues") or data.get("RegexValues") or ())
    if field is ConditionField.QUERY:
        pairs = tuple((one.get("Key"), one["Value"]) for one in config.get("Values") or ())
        return Condition(field, pairs=pairs)
    values = tuple(config.get("Values") or data.get("Values") or ())
    return Condition(field, values, regexes, header=config.get("HttpHeaderName", ""))
