"""`deploymentConfiguration`: read, refused where ECS refuses it, and given back with its defaults."""

from collections.abc import Mapping
from typing import Any

from rehearsal.ecs.api.door import invalid
from rehearsal.ecs.controller.config import (
    DAY_IN_MINUTES,
    Alarms,
    Breaker,
    Config,
    EarlySuccess,
    Hook,
    Ramp,
)
from rehearsal.ecs.controller.words import (
    PAUSABLE,
    HookAction,
    HookKind,
    Stage,
    Strategy,
    ThresholdKind,
)

LINEAR_MINIMUM, CANARY_MINIMUM, WHOLE = 3.0, 0.1, 100.0
Members = Mapping[str, Any]


def with_defaults(sent: Members) -> dict[str, Any]:
    """Give a configuration back as ECS does."""
    return {
        "deploymentCircuitBreaker": {"enable": False, "rollback": False},
        "maximumPercent": 200,
        "minimumHealthyPercent": 100,
        "strategy": "ROLLING",
        "bakeTimeInMinutes": 0,
        **sent,
    }


def read_config(sent: Members) -> Config:
    """Read a deployment configuration."""
    strategy = Strategy(sent.get("strategy") or "ROLLING")
    config = Config(
        strategy=strategy,
        minimum_percent=int(sent.get("minimumHealthyPercent", 100)),
        maximum_percent=int(sent.get("maximumPercent", 200)),
        bake_minutes=int(sent.get("bakeTimeInMinutes") or 0),
        hooks=tuple(_hook(hook) for hook in sent.get("lifecycleHooks") or []),
        breaker=_breaker(sent.get("deploymentCircuitBreaker") or {}),
        alarms=_alarms(sent.get("alarms") or {}),
        canary=_canary(sent.get("canaryConfiguration") or {}),
        linear=_linear(sent.get("linearConfiguration") or {}),
        early=_early(sent.get("earlySuccessCriteria") or {}),
    )
    _judge(sent, config)
    return config


def _judge(sent: Members, config: Config) -> None:
    """Refuse members that do not go together."""
    if config.maximum_percent <= config.minimum_percent and config.maximum_percent < WHOLE:
        raise invalid("The maximumPercent must leave room for the minimumHealthyPercent.")
    if config.strategy is Strategy.ROLLING and config.maximum_percent == config.minimum_percent == WHOLE:
        raise invalid(
            "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments."
        )
    if config.strategy is Strategy.BLUE_GREEN and sent.get("bakeTimeInMinutes") is None:
        raise invalid("You must provide bakeTimeInMinutes when you use the BLUE_GREEN deployment strategy.")
    for member, owner in (("canaryConfiguration", Strategy.CANARY), ("linearConfiguration", Strategy.LINEAR)):
        if sent.get(member) and config.strategy is not owner:
            raise invalid(f"{member} is only valid with the deployment strategy {owner.value}.")
    if config.early.enable and config.strategy is not Strategy.ROLLING:
        raise invalid("earlySuccessCriteria is only valid with the deployment strategy ROLLING.")
    if config.early.enable and config.early.healthy_percent < config.minimum_percent:
        raise invalid("healthyPercent must be greater than or equal to minimumHealthyPercent.")


def _hook(sent: Members) -> Hook:
    kind = HookKind(sent.get("targetType") or "AWS_LAMBDA")
    stages = tuple(Stage(stage) for stage in sent.get("lifecycleStages") or [])
    if not stages:
        raise invalid("A lifecycle hook must name at least one lifecycle stage.")
    if kind is HookKind.PAUSE and not PAUSABLE.issuperset(stages):
        raise invalid("PAUSE hooks can't be configured at TEST_TRAFFIC_SHIFT or PRODUCTION_TRAFFIC_SHIFT.")
    if kind is HookKind.AWS_LAMBDA and not (sent.get("hookTargetArn") and sent.get("roleArn")):
        raise invalid("An AWS_LAMBDA lifecycle hook must have a hookTargetArn and a roleArn.")
    timeout = sent.get("timeoutConfiguration") or {}
    minutes = int(timeout.get("timeoutInMinutes", DAY_IN_MINUTES))
    if minutes < 1:
        raise invalid("timeoutInMinutes must be at least 1.")
    return Hook(
        kind=kind,
        stages=stages,
        timeout_minutes=minutes,
        action=HookAction(timeout.get("action") or "ROLLBACK"),
        target_arn=str(sent.get("hookTargetArn") or ""),
    )


def _breaker(sent: Members) -> Breaker:
    threshold = sent.get("thresholdConfiguration") or {}
    value = int(threshold.get("value", 50))
    if value < 1:
        raise invalid("The threshold value must be at least 1.")
    return Breaker(
        enable=bool(sent.get("enable")),
        rollback=bool(sent.get("rollback")),
        kind=ThresholdKind(threshold.get("type") or "BOUNDED_PERCENT"),
        value=value,
        reset_on_healthy=bool(sent.get("resetOnHealthyTask", True)),
    )


def _alarms(sent: Members) -> Alarms:
    if sent.get("enable") and not sent.get("alarmNames"):
        raise invalid("You must name at least one alarm.")
    return Alarms(bool(sent.get("enable")), bool(sent.get("rollback")), tuple(sent.get("alarmNames") or ()))


def _canary(sent: Members) -> Ramp:
    percent = _percent(sent.get("canaryPercent", 5.0), CANARY_MINIMUM, "canaryPercent")
    return Ramp(percent, _minutes(sent.get("canaryBakeTimeInMinutes", 10), "canaryBakeTimeInMinutes"))


def _linear(sent: Members) -> Ramp:
    percent = _percent(sent.get("stepPercent", 10.0), LINEAR_MINIMUM, "stepPercent")
    return Ramp(percent, _minutes(sent.get("stepBakeTimeInMinutes", 6), "stepBakeTimeInMinutes"))


def _percent(value: float, least: float, name: str) -> float:
    if not least <= value <= WHOLE or abs(round(value, 1) - value) > 1e-9:  # noqa: PLR2004 - float noise
        raise invalid(f"{name} must be a multiple of 0.1 from {least} to {WHOLE}.")
    return float(value)


def _minutes(value: int, name: str) -> int:
    if not 0 <= value <= DAY_IN_MINUTES:
        raise invalid(f"{name} must be from 0 to {DAY_IN_MINUTES}.")
    return int(value)


def _early(sent: Members) -> EarlySuccess:
    if not sent.get("enable"):
        return EarlySuccess()
    if "healthyPercent" not in sent or "sourceServiceRevisionCleanup" not in sent:
        raise invalid("earlySuccessCriteria needs healthyPercent and sourceServiceRevisionCleanup.")
    deferred = sent["sourceServiceRevisionCleanup"] == "DEFERRED"
    return EarlySuccess(enable=True, healthy_percent=int(sent["healthyPercent"]), deferred=deferred)
