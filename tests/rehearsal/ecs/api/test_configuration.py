"""A deployment configuration is read with ECS's defaults and refused where ECS refuses it."""

from typing import Any

import pytest

from rehearsal.control.gaps import ApiError
from rehearsal.ecs.api.configuration import read_config, with_defaults
from rehearsal.ecs.controller.config import Breaker, Config, EarlySuccess, Hook, Ramp
from rehearsal.ecs.controller.words import HookAction, HookKind, Stage, Strategy, ThresholdKind

EARLY = {"enable": True, "healthyPercent": 100, "sourceServiceRevisionCleanup": "DEFERRED"}


def test_nothing_sent_is_a_rolling_deployment_with_the_defaults() -> None:
    assert read_config({}) == Config()
    assert Config(minimum_percent=100, maximum_percent=200).strategy is Strategy.ROLLING


def test_everything_sent_is_read() -> None:
    sent = {
        "strategy": "CANARY",
        "bakeTimeInMinutes": 5,
        "canaryConfiguration": {"canaryPercent": 2.5, "canaryBakeTimeInMinutes": 3},
        "deploymentCircuitBreaker": {
            "enable": True,
            "rollback": True,
            "resetOnHealthyTask": False,
            "thresholdConfiguration": {"type": "COUNT", "value": 4},
        },
        "lifecycleHooks": [
            {
                "targetType": "PAUSE",
                "lifecycleStages": ["POST_SCALE_UP"],
                "timeoutConfiguration": {"timeoutInMinutes": 9, "action": "CONTINUE"},
            },
        ],
    }
    config = read_config(sent)
    assert config.canary == Ramp(2.5, 3)
    assert config.breaker == Breaker(
        enable=True, rollback=True, kind=ThresholdKind.COUNT, value=4, reset_on_healthy=False
    )
    assert config.hooks == (Hook(HookKind.PAUSE, (Stage.POST_SCALE_UP,), 9, HookAction.CONTINUE),)
    assert config.bake_minutes == 5


def test_early_success_is_read() -> None:
    expected = EarlySuccess(enable=True, healthy_percent=100, deferred=True)
    assert read_config({"earlySuccessCriteria": EARLY}).early == expected


@pytest.mark.parametrize(
    "sent",
    [
        {"minimumHealthyPercent": 100, "maximumPercent": 99},
        {"minimumHealthyPercent": 100, "maximumPercent": 100},
        {"earlySuccessCriteria": {"enable": True}},
        {"earlySuccessCriteria": {**EARLY, "healthyPercent": 50}},
        {"earlySuccessCriteria": EARLY, "strategy": "BLUE_GREEN", "bakeTimeInMinutes": 0},
        {"lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": []}]},
        {"lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["TEST_TRAFFIC_SHIFT"]}]},
        {
            "lifecycleHooks": [
                {
                    "targetType": "PAUSE",
                    "lifecycleStages": ["POST_SCALE_UP"],
                    "timeoutConfiguration": {"timeoutInMinutes": 0},
                },
            ],
        },
        {
            "deploymentCircuitBreaker": {
                "enable": True,
                "thresholdConfiguration": {"type": "COUNT", "value": 0},
            }
        },
        {"alarms": {"enable": True, "rollback": True, "alarmNames": []}},
        {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 10.05}},
        {"strategy": "LINEAR", "linearConfiguration": {"stepBakeTimeInMinutes": 1441}},
    ],
)
def test_members_that_ecs_refuses_are_refused(sent: dict[str, Any]) -> None:
    with pytest.raises(ApiError) as refusal:
        read_config(sent)
    assert refusal.value.code == "InvalidParameterException"


def test_a_configuration_is_shown_with_its_defaults() -> None:
    shown = with_defaults({"maximumPercent": 150})
    assert shown["maximumPercent"] == 150
    assert shown["minimumHealthyPercent"] == 100
