"""What is asked of ECS: deployment configuration, task definition, first service; each compared by value."""

from typing import Any, cast

import pytest

from deploy.errors import UsageError
from deploy.model.goal import Strategy
from deploy.model.release import Artifact, Release
from deploy.model.topology import Berth, Door, Network, Roles, Topology
from deploy.platforms.ecs_service.configuration import configuration
from deploy.platforms.ecs_service.definition import definition
from deploy.platforms.ecs_service.first import creation
from deploy.settings.component import Component, EcsTask
from deploy.settings.platform import EcsService, Platform, PlatformKind
from deploy.settings.schema import Ledger, LedgerKind, Settings

DIGEST = "sha256:" + "a" * 64
RELEASE = Release("v2", (Artifact("web", "shop", DIGEST),))
DOOR = Door("lb", "front-rule", "test-rule", "blue", "green", "http://front", "http://test")
TOPOLOGY = Topology(
    system="shop",
    environment="staging",
    account="123456789012",
    region="us-east-1",
    cluster="shop",
    network=Network(("subnet-1",), ("sg-1",)),
    roles=Roles("execution", "task", "infrastructure"),
    berths=(Berth("web", "registry/shop", "shop-web", DOOR),),
    secrets=(("shop/key", "arn:secret"),),
)
PLATFORM = EcsService(cluster="shop")


def component(**changes: Any) -> Component:
    """A component with a door."""
    usual: dict[str, Any] = {
        "name": "web",
        "repository": "shop",
        "port": 8000,
        "watch_seconds": 90,
        "ecs_service": EcsTask(service="shop-web", cpu_units=256, memory_mib=512, log_group="/ecs/shop"),
        "environment": {"B": "2", "A": "1"},
        "secrets": {"KEY": "shop/key"},
    }
    return Component(**(usual | changes))


def settings(web: Component) -> Settings:
    """Settings with ten minutes until a revert, and four and a half of baking."""
    return Settings(
        system="shop",
        environment="staging",
        platform=Platform(kind=PlatformKind.ECS_SERVICE, ecs_service=PLATFORM),
        ledger=Ledger(kind=LedgerKind.SQLITE),
        components=(web,),
        revert_seconds=590,
        bake_seconds=270,
    )


def configured(**changes: Any) -> dict[str, Any]:
    """The configuration of a component with these changes."""
    web = component(**changes)
    return cast("dict[str, Any]", dict(configuration(web, settings(web))))


def test_both_pauses_roll_back_by_themselves_and_never_sooner_than_asked() -> None:
    """The dead man's switch: whole minutes, rounded up."""
    hooks = configured()["lifecycleHooks"]
    wanted = {"timeoutInMinutes": 10, "action": "ROLLBACK"}

    assert ["PRE_PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT"] == [
        h["lifecycleStages"][0] for h in hooks
    ]
    assert [("PAUSE", wanted)] * 2 == [(h["targetType"], h["timeoutConfiguration"]) for h in hooks]


@pytest.mark.parametrize(
    ("strategy", "stages", "steps"),
    [
        (Strategy.BLUE_GREEN, (100,), {"strategy": "BLUE_GREEN"}),
        (
            Strategy.CANARY,
            (10, 100),
            {
                "strategy": "CANARY",
                "canaryConfiguration": {"canaryPercent": 10.0, "canaryBakeTimeInMinutes": 2},
            },
        ),
        (
            Strategy.LINEAR,
            (20, 40, 60, 80, 100),
            {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 20.0, "stepBakeTimeInMinutes": 2}},
        ),
    ],
)
def test_each_strategy_is_named_in_ecs_words(
    strategy: Strategy, stages: tuple[int, ...], steps: dict[str, Any]
) -> None:
    """Steps are the controller's own, and it rests at each at least as long as we watch."""
    made = configured(strategy=strategy, stages=stages)

    assert steps.items() <= made.items()
    assert 4 == made["bakeTimeInMinutes"]


@pytest.mark.parametrize(
    ("strategy", "steps"),
    [
        (Strategy.BLUE_GREEN, {"strategy": "BLUE_GREEN"}),
        (Strategy.CANARY, {"canaryConfiguration": {"canaryPercent": 100.0, "canaryBakeTimeInMinutes": 0}}),
        (Strategy.LINEAR, {"linearConfiguration": {"stepPercent": 100.0, "stepBakeTimeInMinutes": 0}}),
    ],
)
def test_a_way_back_is_one_step_of_all(strategy: Strategy, steps: dict[str, Any]) -> None:
    """Whatever the way there was; the strategy stays, because a service keeps the steps it was given."""
    web = component(strategy=strategy, stages=(10, 100))
    made = dict(configuration(web, settings(web), at_once=True))

    assert steps.items() <= made.items()


def test_a_component_without_a_door_rolls_under_a_breaker_that_counts_every_failure() -> None:
    """Counting only consecutive failures lets a limping deployment go on for ever."""
    breaker = configured(has_traffic=False)["deploymentCircuitBreaker"]

    assert {"enable": True, "rollback": True, "resetOnHealthyTask": False}.items() <= breaker.items()
    assert "COUNT" == breaker["thresholdConfiguration"]["type"]


def test_named_alarms_roll_back_too() -> None:
    """Alarms are the controller's to watch; without any the key is absent."""
    assert {"alarmNames": ["red"], "enable": True, "rollback": True} == configured(alarms=("red",))["alarms"]
    assert "alarms" not in configured()


def test_a_task_definition_is_by_digest_and_knows_its_release() -> None:
    """No tag is ever looked up by a running task; secrets are names, never values."""
    made = definition(RELEASE, component(), TOPOLOGY.berths[0], TOPOLOGY)
    container = cast("list[dict[str, Any]]", made.request["containerDefinitions"])[0]

    assert ("shop-web", "v2") == (made.family, made.release)
    assert f"registry/shop@{DIGEST}" == container["image"]
    assert [{"name": "KEY", "valueFrom": "arn:secret"}] == container["secrets"]
    assert {"A": "1", "B": "2", "SWINGBRIDGE_RELEASE": "v2", "SWINGBRIDGE_DIGEST": DIGEST} == {
        one["name"]: one["value"] for one in container["environment"]
    }


def test_one_key_of_a_secret_is_asked_for_behind_its_arn() -> None:
    """Stage and version stay empty, which means the current one."""
    made = definition(RELEASE, component(secrets={"KEY": "shop/key:url"}), TOPOLOGY.berths[0], TOPOLOGY)
    container = cast("list[dict[str, Any]]", made.request["containerDefinitions"])[0]

    assert [{"name": "KEY", "valueFrom": "arn:secret:url::"}] == container["secrets"]


def test_a_secret_that_does_not_exist_is_told_before_anything_is_registered() -> None:
    """ECS would only find out when the first task starts."""
    with pytest.raises(UsageError) as caught:
        definition(RELEASE, component(secrets={"KEY": "shop/other"}), TOPOLOGY.berths[0], TOPOLOGY)

    assert "secret-not-in-topology" == caught.value.reference
    assert "shop/other" in caught.value.what


def test_the_first_service_has_both_groups_both_rules_and_the_role() -> None:
    """ECS demands all of it before the first deployment with two sides."""
    made = creation(RELEASE, component(), PLATFORM, TOPOLOGY)
    entry = cast("list[dict[str, Any]]", made.request["loadBalancers"])[0]

    assert {
        "alternateTargetGroupArn": "green",
        "productionListenerRule": "front-rule",
        "testListenerRule": "test-rule",
        "roleArn": "infrastructure",
    } == entry["advancedConfiguration"]


def test_the_token_of_the_first_service_is_the_same_for_the_same_release_only() -> None:
    """A lost reply is repeated safely; another release is another call."""
    again = creation(RELEASE, component(), PLATFORM, TOPOLOGY).token
    other = creation(Release("v3", RELEASE.artifacts), component(), PLATFORM, TOPOLOGY).token

    assert creation(RELEASE, component(), PLATFORM, TOPOLOGY).token == again
    assert again != other
