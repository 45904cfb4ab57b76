"""Blue/green, canary and linear deployments pass the documented stages and shift what they say."""

import pytest

from rehearsal.ecs.controller.actions import Shift
from rehearsal.ecs.controller.config import Config, Pace
from rehearsal.ecs.controller.state import Service
from rehearsal.ecs.controller.words import Road, Side, Stage, Status
from tests.rehearsal.ecs.controller.configs import blue_green, canary, linear
from tests.rehearsal.ecs.controller.world import World, serving

WITHOUT_RECONCILE = list(Stage)[1:]


def test_a_blue_green_deployment_passes_every_stage_in_order() -> None:
    world = serving(blue_green())
    world.deploy("r/2", blue_green())
    assert world.until(Status.SUCCESSFUL) is Status.SUCCESSFUL
    assert WITHOUT_RECONCILE == world.stages


def test_a_blue_green_deployment_shifts_test_traffic_and_then_production_traffic_to_the_other_side() -> None:
    world = serving(blue_green())
    world.deploy("r/2", blue_green())
    world.until(Status.SUCCESSFUL)
    expected = [Shift(Road.TEST, Side.ALTERNATE, 100.0), Shift(Road.PRODUCTION, Side.ALTERNATE, 100.0)]
    assert expected == world.shifts


def test_two_blue_green_deployments_return_to_the_first_side() -> None:
    world = serving(blue_green())
    for revision in ("r/2", "r/3"):
        world.deploy(revision, blue_green())
        world.until(Status.SUCCESSFUL)
    assert world.service.side_of("r/3") is Side.PRIMARY


def test_both_sides_run_in_full_until_the_bake_is_over() -> None:
    world = serving(blue_green(), desired=3)
    world.deploy("r/2", blue_green(bake=2))
    world.until_stage(Stage.BAKE_TIME)
    baked_from = world.now
    world.tick(115)
    assert world.revisions() == {"r/1": 3, "r/2": 3}
    world.until_stage(Stage.CLEAN_UP)
    assert world.now - baked_from >= 119
    world.until(Status.SUCCESSFUL)
    assert world.revisions() == {"r/2": 3}


def test_no_traffic_moves_before_every_task_of_the_target_is_healthy() -> None:
    world = serving(blue_green())
    world.stuck = frozenset({"r/2"})
    world.deploy("r/2", blue_green())
    world.tick(50)
    assert world.deployment.stage is Stage.SCALE_UP
    assert world.shifts == []


def test_one_unhealthy_task_of_the_target_holds_all_traffic_back() -> None:
    world = serving(blue_green(), desired=3)
    world.stuck = frozenset({f"t{world.started + 2}"})
    world.deploy("r/2", blue_green())
    world.tick(50)
    assert sum(task.ready for task in world.tasks if task.revision == "r/2") == 2
    assert world.shifts == []


def test_a_stage_that_never_completes_is_rolled_back_after_a_day() -> None:
    world = serving(blue_green())
    world.stuck = frozenset({"r/2"})
    world.deploy("r/2", blue_green())
    world.tick(5)
    world.now += 24 * 3600
    assert world.until(Status.ROLLBACK_SUCCESSFUL) is Status.ROLLBACK_SUCCESSFUL
    assert world.revisions() == {"r/1": 2}


@pytest.mark.parametrize(
    ("config", "shares"),
    [
        (blue_green(), [100.0]),
        (canary(5.0, 10), [5.0, 100.0]),
        (canary(0.1, 1), [0.1, 100.0]),
        (canary(100.0, 1), [100.0]),
        (linear(25.0, 1), [25.0, 50.0, 75.0, 100.0]),
        (linear(33.3, 1), [33.3, 66.6, 99.9, 100.0]),
        (linear(40.0, 1), [40.0, 80.0, 100.0]),
        (linear(100.0, 6), [100.0]),
    ],
)
def test_each_strategy_shifts_production_traffic_by_its_own_ladder(
    config: Config, shares: list[float]
) -> None:
    world = serving(config)
    world.deploy("r/2", config)
    world.until(Status.SUCCESSFUL)
    assert shares == world.shares()


def test_a_canary_waits_its_bake_time_before_the_rest_follows() -> None:
    world = serving(canary(10.0, 3))
    world.deploy("r/2", canary(10.0, 3))
    world.until_stage(Stage.PRODUCTION_TRAFFIC_SHIFT)
    world.tick(170)
    assert world.shares() == [10.0]
    world.tick(15)
    assert world.shares() == [10.0, 100.0]


def test_linear_steps_pass_the_stage_before_the_shift_once_for_each_step() -> None:
    world = serving(linear(50.0, 1))
    world.deploy("r/2", linear(50.0, 1))
    world.until(Status.SUCCESSFUL)
    assert world.stages.count(Stage.PRE_PRODUCTION_TRAFFIC_SHIFT) == 2
    assert world.stages.count(Stage.PRODUCTION_TRAFFIC_SHIFT) == 2


def test_a_first_deployment_passes_the_stages_without_a_source() -> None:
    world = World()
    world.deploy("r/1", blue_green())
    assert world.until(Status.SUCCESSFUL) is Status.SUCCESSFUL
    assert WITHOUT_RECONCILE == world.stages
    assert world.service.live == "r/1"
    assert world.shifts[-1] == Shift(Road.PRODUCTION, Side.PRIMARY, 100.0)


def test_a_rule_without_both_target_groups_is_rolled_back_before_any_task_starts() -> None:
    world = serving(blue_green())
    started = world.started
    world.route_problem = "the rule does not hold both target groups"
    world.deploy("r/2", blue_green())
    world.until(Status.ROLLBACK_SUCCESSFUL)
    assert world.route_problem == world.deployment.reason
    assert started == world.started
    assert world.shifts == []


def test_a_rule_that_loses_a_target_group_later_is_noticed_at_the_shift() -> None:
    world = serving(blue_green())
    world.deploy("r/2", blue_green())
    world.until_stage(Stage.SCALE_UP)
    world.route_problem = "the rule was changed"
    world.until(Status.ROLLBACK_SUCCESSFUL)
    assert world.shifts == []
    assert world.revisions() == {"r/1": 2}


def test_a_first_deployment_with_a_bad_rule_has_nothing_to_return_to() -> None:
    world = World(route_problem="the rule does not hold both target groups")
    world.deploy("r/1", blue_green())
    assert world.until(Status.ROLLBACK_FAILED) is Status.ROLLBACK_FAILED
    assert world.started == 0


def test_a_deployment_with_no_desired_task_completes_without_starting_any() -> None:
    world = World(desired=0)
    world.deploy("r/1", blue_green())
    world.until(Status.SUCCESSFUL)
    assert world.started == 0


def test_a_minimum_time_holds_each_stage_for_that_long() -> None:
    world = World(service=Service(pace=Pace(stage_minimum=5.0)))
    world.deploy("r/1", blue_green(bake=0))
    world.until(Status.SUCCESSFUL)
    assert world.now >= 5.0 * len(WITHOUT_RECONCILE)
