"""Rolling deployments stay within their percent limits and end by breaker, early success or completion."""

import pytest

from rehearsal.ecs.controller.config import Breaker, Config, EarlySuccess
from rehearsal.ecs.controller.observed import News
from rehearsal.ecs.controller.words import MonitorStatus, Status, ThresholdKind
from tests.rehearsal.ecs.controller.configs import blue_green, count_breaker, rolling
from tests.rehearsal.ecs.controller.world import World, serving


@pytest.mark.parametrize(
    ("minimum", "maximum", "desired", "most", "fewest"),
    [
        (100, 200, 2, 4, 2),
        (100, 150, 4, 6, 4),
        (50, 100, 4, 4, 2),
        (50, 100, 3, 3, 2),
        (50, 150, 4, 6, 2),
        (0, 100, 2, 2, 0),
        (100, 125, 10, 12, 10),
    ],
)
def test_the_percent_limits_hold_all_the_way(
    minimum: int, maximum: int, desired: int, most: int, fewest: int
) -> None:
    world = serving(rolling(), desired=desired)
    world.deploy("r/2", rolling(minimum=minimum, maximum=maximum))
    world.until(Status.SUCCESSFUL)
    assert world.revisions() == {"r/2": desired}
    assert most >= world.most
    assert fewest <= world.fewest_ready


def test_limits_that_leave_no_room_make_no_progress() -> None:
    world = serving(rolling())
    world.deploy("r/2", rolling(minimum=100, maximum=100))
    world.tick(100)
    assert world.revisions() == {"r/1": 2}
    assert world.status is Status.IN_PROGRESS


@pytest.mark.parametrize(
    ("kind", "value", "desired", "threshold"),
    [
        (ThresholdKind.BOUNDED_PERCENT, 50, 1, 3),
        (ThresholdKind.BOUNDED_PERCENT, 50, 25, 13),
        (ThresholdKind.BOUNDED_PERCENT, 50, 400, 200),
        (ThresholdKind.BOUNDED_PERCENT, 50, 800, 200),
        (ThresholdKind.UNBOUNDED_PERCENT, 50, 1, 1),
        (ThresholdKind.UNBOUNDED_PERCENT, 50, 800, 400),
        (ThresholdKind.UNBOUNDED_PERCENT, 10, 0, 1),
        (ThresholdKind.COUNT, 1, 100, 1),
        (ThresholdKind.COUNT, 7, 1, 7),
    ],
)
def test_the_threshold_follows_its_kind(
    kind: ThresholdKind, value: int, desired: int, threshold: int
) -> None:
    assert threshold == Breaker(enable=True, kind=kind, value=value).threshold(desired)


def test_a_crashing_revision_trips_the_breaker_and_the_old_one_keeps_serving() -> None:
    world = serving(rolling())
    world.failing = frozenset({"r/2"})
    world.deploy("r/2", rolling(count_breaker(3)))
    world.until(Status.ROLLBACK_SUCCESSFUL)
    assert world.deployment.breaker.status is MonitorStatus.TRIGGERED
    assert world.revisions() == {"r/1": 2}
    assert world.service.live == "r/1"
    assert world.fewest_ready == 2


def test_the_breaker_trips_at_exactly_its_threshold() -> None:
    world = serving(rolling(), desired=1)
    world.failing = frozenset({"r/2"})
    world.deploy("r/2", rolling(count_breaker(4)))
    failures = []
    while world.status in {Status.PENDING, Status.IN_PROGRESS}:
        world.tick()
        failures.append(world.deployment.breaker.failures)
    assert max(failures) == 4
    assert failures.count(4) == 1


@pytest.mark.parametrize(("enable", "status"), [(True, "MONITORING_COMPLETE"), (False, "DISABLED")])
def test_a_breaker_that_never_tripped_is_at_rest_after_success(*, enable: bool, status: str) -> None:
    world = serving(rolling())
    world.deploy("r/2", rolling(Breaker(enable=enable)))
    world.tick(2)
    assert world.deployment.breaker.status is (MonitorStatus.MONITORING if enable else MonitorStatus.DISABLED)
    world.until(Status.SUCCESSFUL)
    assert world.deployment.breaker.status.value == status


def test_without_rollback_the_deployment_stops_where_it_stands() -> None:
    world = serving(rolling())
    world.failing = frozenset({"r/2"})
    world.deploy("r/2", rolling(count_breaker(3, rollback=False)))
    world.until(Status.STOPPED)
    world.tick(3)
    started = world.started
    world.tick(50)
    assert started == world.started
    assert world.revisions() == {"r/1": 2}


def test_without_a_breaker_a_crashing_revision_is_tried_for_ever_but_ever_more_slowly() -> None:
    world = serving(rolling())
    world.failing = frozenset({"r/2"})
    world.deploy("r/2", rolling())
    world.tick(600)
    assert world.status is Status.IN_PROGRESS
    assert world.started < 80
    assert any("unable to consistently start" in event for event in world.events)


@pytest.mark.parametrize(
    ("reset", "final"), [(True, Status.IN_PROGRESS), (False, Status.ROLLBACK_SUCCESSFUL)]
)
def test_a_limping_revision_trips_the_breaker_only_when_health_does_not_reset_it(
    *, reset: bool, final: Status
) -> None:
    """Failures come in pairs with a healthy task between them, so three in a row never happen."""
    world = serving(rolling())
    world.stuck = frozenset({"r/2"})
    world.deploy("r/2", rolling(count_breaker(3, reset=reset)))
    failed, healthy = News("r/2", failed=True), News("r/2", failed=False)
    for news in (failed, failed, healthy) * 3:
        world.news = (news,)
        world.tick()
    assert (world.status is Status.IN_PROGRESS) is reset
    if not reset:
        assert world.until(final) is final


def test_a_target_that_keeps_failing_does_not_delay_the_live_side() -> None:
    config = blue_green()
    world = serving(config)
    world.failing = frozenset({"r/2"})
    world.deploy("r/2", config)
    world.tick(60)
    assert world.now < world.service.hold_until
    world.tasks = tuple(task for task in world.tasks if task.revision != "r/1")
    world.tick(4)
    assert world.revisions()["r/1"] == 2


def test_a_first_deployment_that_crashes_has_nothing_to_return_to_and_stalls() -> None:
    world = World(failing=frozenset({"r/1"}))
    world.deploy("r/1", rolling(count_breaker(3)))
    world.until(Status.ROLLBACK_FAILED)
    world.tick(3)
    started = world.started
    world.tick(50)
    assert started == world.started
    assert world.service.live is None


def test_a_rollback_whose_old_tasks_fail_too_is_a_failed_rollback() -> None:
    world = serving(rolling())
    world.failing = frozenset({"r/1", "r/2"})
    world.deploy("r/2", rolling(count_breaker(3), minimum=0, maximum=100))
    assert world.until(Status.ROLLBACK_FAILED) is Status.ROLLBACK_FAILED


@pytest.mark.parametrize("deferred", [True, False])
def test_an_early_success_needs_only_its_share_of_healthy_tasks(*, deferred: bool) -> None:
    early = EarlySuccess(enable=True, healthy_percent=50, deferred=deferred)
    world = serving(rolling(), desired=4)
    world.deploy("r/2", Config(early=early, maximum_percent=150))
    world.until(Status.SUCCESSFUL)
    left = world.revisions().get("r/1", 0)
    assert (left > 0) is deferred
    world.tick(20)
    assert world.revisions() == {"r/2": 4}


def test_a_finished_service_replaces_a_lost_task() -> None:
    world = serving(rolling())
    world.tasks = world.tasks[1:]
    world.tick(4)
    assert world.revisions() == {"r/1": 2}


def test_a_finished_service_follows_its_desired_count() -> None:
    world = serving(rolling())
    world.desired = 5
    world.tick(5)
    assert world.revisions() == {"r/1": 5}
    world.desired = 1
    world.tick(5)
    assert world.revisions() == {"r/1": 1}


def test_a_service_says_once_that_it_is_steady() -> None:
    world = serving(rolling())
    world.deploy("r/2", rolling())
    world.until(Status.SUCCESSFUL)
    world.tick(20)
    assert world.events.count("has reached a steady state.") == 1
