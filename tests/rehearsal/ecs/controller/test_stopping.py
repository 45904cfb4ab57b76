"""A caller may stop a deployment at every stage, and a newer deployment supersedes one that runs."""

import pytest

from rehearsal.ecs.controller.config import Config
from rehearsal.ecs.controller.requests import Refused, resume, stop
from rehearsal.ecs.controller.words import HookAction, Road, Side, Stage, Status, StopKind
from tests.rehearsal.ecs.controller.configs import blue_green, pause, rolling
from tests.rehearsal.ecs.controller.world import World, serving

SLOW = blue_green(bake=5)
REACHED = [stage for stage in Stage if stage is not Stage.RECONCILE_SERVICE]


def at(stage: Stage) -> World:
    """A world in the middle of its second deployment."""
    world = serving(SLOW)
    world.deploy("r/2", SLOW)
    world.until_stage(stage)
    return world


@pytest.mark.parametrize("stage", REACHED)
def test_a_stop_with_rollback_works_at_every_stage(stage: Stage) -> None:
    world = at(stage)
    world.service = stop(world.service, StopKind.ROLLBACK, world.now)
    assert world.status is Status.ROLLBACK_REQUESTED
    world.until(Status.ROLLBACK_SUCCESSFUL)
    assert world.revisions() == {"r/1": 2}
    assert world.service.live == "r/1"
    assert all(shift.side is Side.PRIMARY for shift in world.shifts[len(world.shifts) // 2 :])


@pytest.mark.parametrize("stage", REACHED)
def test_traffic_returns_before_the_target_goes(stage: Stage) -> None:
    world = at(stage)
    world.service = stop(world.service, StopKind.ROLLBACK, world.now)
    while world.revisions().get("r/2"):
        world.tick()
    assert world.deployment.production_share == 0.0


def test_traffic_returns_only_to_healthy_tasks() -> None:
    world = at(Stage.BAKE_TIME)
    world.tasks = tuple(task for task in world.tasks if task.revision != "r/1")
    world.stuck = frozenset({"r/1"})
    world.service = stop(world.service, StopKind.ROLLBACK, world.now)
    world.tick(20)
    assert world.shares() == [100.0]
    assert world.revisions() == {"r/1": 2, "r/2": 2}
    world.stuck = frozenset()
    world.until(Status.ROLLBACK_SUCCESSFUL)
    assert world.shares() == [100.0, 100.0]


def test_a_rollback_that_cannot_move_traffic_back_is_a_failed_rollback() -> None:
    world = at(Stage.BAKE_TIME)
    world.route_problem = "the rule was deleted"
    world.service = stop(world.service, StopKind.ROLLBACK, world.now)
    world.until(Status.ROLLBACK_FAILED)
    assert world.deployment.reason == "the rule was deleted"
    world.tick(20)
    assert world.revisions() == {"r/1": 2, "r/2": 2}


def test_an_abort_leaves_everything_where_it_is() -> None:
    world = at(Stage.BAKE_TIME)
    world.service = stop(world.service, StopKind.ABORT, world.now)
    assert world.status is Status.STOP_REQUESTED
    world.until(Status.STOPPED)
    world.tick(20)
    assert world.revisions() == {"r/1": 2, "r/2": 2}
    assert world.shares() == [100.0]


@pytest.mark.parametrize("config", [SLOW, rolling()])
def test_a_deployment_after_an_abort_takes_the_traffic_back_before_it_removes_a_task(config: Config) -> None:
    world = at(Stage.BAKE_TIME)
    world.service = stop(world.service, StopKind.ABORT, world.now)
    world.until(Status.STOPPED)
    world.deploy("r/3", config)
    while world.revisions().get("r/2") == 2:
        assert world.status in {Status.PENDING, Status.IN_PROGRESS}
        world.tick()
    assert [shift.side for shift in world.shifts if shift.road is Road.PRODUCTION][1] is Side.PRIMARY
    world.until(Status.SUCCESSFUL)
    assert world.revisions() == {"r/3": 2}


def test_a_failed_rollback_still_follows_a_smaller_desired_count() -> None:
    world = World(stuck=frozenset({"r/1"}))
    world.deploy("r/1", rolling())
    world.tick(4)
    world.service = stop(world.service, StopKind.ROLLBACK, world.now)
    world.until(Status.ROLLBACK_FAILED)
    world.desired = 0
    world.tick(3)
    assert world.revisions() == {}


def test_a_stop_of_a_deployment_that_rolls_back_changes_nothing() -> None:
    world = at(Stage.BAKE_TIME)
    world.service = stop(world.service, StopKind.ROLLBACK, world.now)
    assert stop(world.service, StopKind.ROLLBACK, world.now) is world.service


def test_a_finished_deployment_cannot_be_stopped() -> None:
    world = serving(SLOW)
    with pytest.raises(Refused) as refusal:
        stop(world.service, StopKind.ROLLBACK, world.now)
    assert refusal.value.code == "ConflictException"


def test_a_pending_deployment_can_be_rolled_back() -> None:
    world = serving(SLOW)
    world.deploy("r/2", SLOW)
    world.service = stop(world.service, StopKind.ROLLBACK, world.now)
    world.until(Status.ROLLBACK_SUCCESSFUL)
    assert world.revisions() == {"r/1": 2}


@pytest.mark.parametrize("stage", REACHED[:-1])
def test_a_newer_deployment_supersedes_a_running_one_at_every_stage(stage: Stage) -> None:
    world = at(stage)
    superseded = world.deploy("r/3", SLOW)
    assert superseded is not None
    assert superseded.status is Status.STOPPED
    world.until(Status.SUCCESSFUL)
    assert world.revisions() == {"r/3": 2}
    assert world.service.live == "r/3"
    assert world.fewest_ready >= 2


def test_a_superseding_deployment_first_reconciles_traffic_and_tasks() -> None:
    world = at(Stage.BAKE_TIME)
    world.shifts.clear()
    world.deploy("r/3", SLOW)
    world.until_stage(Stage.PRE_SCALE_UP)
    assert world.stages[0] is Stage.RECONCILE_SERVICE
    assert world.revisions() == {"r/1": 2}
    assert [(shift.road, shift.side) for shift in world.shifts] == [
        (Road.PRODUCTION, Side.PRIMARY),
        (Road.TEST, Side.PRIMARY),
    ]


def test_a_rolling_deployment_after_a_shifted_one_takes_the_traffic_back_first() -> None:
    world = at(Stage.BAKE_TIME)
    world.deploy("r/3", rolling())
    world.tick(1)
    assert world.shifts[-2].side is Side.PRIMARY
    world.until(Status.SUCCESSFUL)
    assert world.service.side_of("r/3") is Side.PRIMARY


@pytest.mark.parametrize("end", [StopKind.ROLLBACK, None])
def test_a_first_deployment_superseded_in_its_bake_is_gone_back_to(end: StopKind | None) -> None:
    """It never completed, and yet it is all that serves: its tasks stay, and the way back leads to it."""
    world = World()
    world.deploy("r/1", SLOW)
    world.until_stage(Stage.BAKE_TIME)
    world.shifts.clear()
    world.deploy("r/2", blue_green(pause(Stage.POST_PRODUCTION_TRAFFIC_SHIFT)))
    assert world.stages == [Stage.PRE_SCALE_UP]
    held = world.until_paused()
    assert world.revisions() == {"r/1": 2, "r/2": 2}
    world.service = (
        stop(world.service, end, world.now)
        if end
        else resume(world.service, held.id, HookAction.ROLLBACK, world.now)
    )
    world.until(Status.ROLLBACK_SUCCESSFUL)
    assert world.revisions() == {"r/1": 2}
    last = [shift for shift in world.shifts if shift.road is Road.PRODUCTION][-1]
    assert (world.service.side_of("r/1"), 100) == (last.side, last.share)


def test_reconciling_takes_traffic_back_only_to_tasks_that_can_serve() -> None:
    """Superseded in its clean-up, a deployment has all the traffic and the live revision has no task left."""
    world = at(Stage.CLEAN_UP)
    world.tasks = tuple(task for task in world.tasks if task.revision == "r/2")
    world.stuck = frozenset({"r/1"})
    world.shifts.clear()
    world.deploy("r/3", SLOW)
    world.tick(5)
    assert (Stage.RECONCILE_SERVICE, []) == (world.deployment.stage, world.shifts)
    assert world.revisions() == {"r/1": 2, "r/2": 2}
    world.stuck = frozenset()
    world.until(Status.SUCCESSFUL)
    assert world.revisions() == {"r/3": 2}
    assert world.shifts[0].side is world.service.side_of("r/1")


def test_a_superseded_first_deployment_leaves_the_field_to_the_next() -> None:
    world = World()
    world.deploy("r/1", blue_green(pause(Stage.POST_SCALE_UP)))
    world.until_paused()
    world.deploy("r/2", blue_green())
    world.until(Status.SUCCESSFUL)
    assert world.revisions() == {"r/2": 2}


@pytest.mark.parametrize("config", [rolling(), SLOW])
def test_a_stopped_first_deployment_cannot_be_rolled_back(config: Config) -> None:
    world = World(stuck=frozenset({"r/1"}))
    world.deploy("r/1", config)
    world.tick(4)
    world.service = stop(world.service, StopKind.ROLLBACK, world.now)
    assert world.until(Status.ROLLBACK_FAILED) is Status.ROLLBACK_FAILED


def test_the_same_deployment_after_a_failed_rollback_starts_afresh() -> None:
    world = World(stuck=frozenset({"r/1"}))
    world.deploy("r/1", rolling())
    world.tick(4)
    world.service = stop(world.service, StopKind.ROLLBACK, world.now)
    world.until(Status.ROLLBACK_FAILED)
    world.deploy("r/2", rolling())
    world.until(Status.SUCCESSFUL)
    assert world.revisions() == {"r/2": 2}
