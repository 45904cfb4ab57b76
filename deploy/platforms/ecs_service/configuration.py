"""How the deployment controller of ECS is told to change a component over; pure."""

import math
from collections.abc import Mapping

from deploy.model.goal import Strategy
from deploy.model.standing import ALL_TRAFFIC
from deploy.settings.component import Component
from deploy.settings.schema import Settings

SECONDS = 60.0
BEFORE, AFTER = "PRE_PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT"
FAILURES = 2
"""So many tasks that do not stay up end a deployment; a limping one must not go on for ever."""


def configuration(component: Component, settings: Settings, *, at_once: bool = False) -> Mapping[str, object]:
    """The deployment configuration of one component; `at_once` for a way back, and for a first deployment."""
    if component.strategy is Strategy.ROLLING or not component.has_traffic:
        return _rolling()
    made: dict[str, object] = {
        "strategy": _WORDS[component.strategy],
        "bakeTimeInMinutes": int(settings.bake_seconds // SECONDS),  # we watch to the end of the last minute
        "lifecycleHooks": [_pause(BEFORE, settings), _pause(AFTER, settings)],
    }
    if component.alarms:
        made["alarms"] = {"alarmNames": list(component.alarms), "enable": True, "rollback": True}
    return made | _steps(component, at_once=at_once)


_WORDS = {Strategy.BLUE_GREEN: "BLUE_GREEN", Strategy.CANARY: "CANARY", Strategy.LINEAR: "LINEAR"}


def _rolling() -> Mapping[str, object]:
    breaker = {
        "enable": True,
        "rollback": True,
        "resetOnHealthyTask": False,
        "thresholdConfiguration": {"type": "COUNT", "value": FAILURES},
    }
    return {
        "strategy": "ROLLING",
        "maximumPercent": 200,
        "minimumHealthyPercent": 100,
        "deploymentCircuitBreaker": breaker,
    }


def _pause(stage: str, settings: Settings) -> Mapping[str, object]:
    """A pause that rolls back by itself; in whole minutes, so never shorter than what was asked for."""
    minutes = max(1, math.ceil(settings.revert_seconds / SECONDS))
    return {
        "targetType": "PAUSE",
        "lifecycleStages": [stage],
        "timeoutConfiguration": {"timeoutInMinutes": minutes, "action": "ROLLBACK"},
    }


def _steps(component: Component, *, at_once: bool) -> dict[str, object]:
    """Canary and linear steps are the controller's own; it waits at each as long as we watch.

    A service keeps the steps it was given, and refuses another strategy beside them: so one step of all.
    """
    minutes = 0 if at_once else math.ceil(component.watch_seconds / SECONDS)
    first = float(ALL_TRAFFIC if at_once else component.stages[0])
    if component.strategy is Strategy.CANARY:
        return {"canaryConfiguration": {"canaryPercent": first, "canaryBakeTimeInMinutes": minutes}}
    if component.strategy is Strategy.LINEAR:
        return {"linearConfiguration": {"stepPercent": first, "stepBakeTimeInMinutes": minutes}}
    return {}
