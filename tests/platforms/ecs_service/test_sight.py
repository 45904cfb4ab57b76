"""Every state of a service deployment, told as two sides and a split."""

from dataclasses import replace

import pytest

from deploy.connectors.ecs.port import Deployment, Service, Status
from deploy.connectors.elb.port import GroupHealth
from deploy.model.standing import EMPTY, Bake, Health, SideState
from deploy.platforms.ecs_service.sight import Scene, idle_groups, sides, split, telling_groups
from deploy.rollout.ports import Sides, Split
from tests.platforms.ecs_service.scenes import NEW, OLD, SERVICE, WELL, deployment, scene

PRE, POST = "PRE_PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT"
V1, V2 = SideState("v1", Health.HEALTHY), SideState("v2", Health.HEALTHY)
LEAVING = SideState("v1", Health.SICK, "its time is over and ECS takes it down")


def moved(stage: str, share: float) -> Deployment:
    """A deployment whose controller asks for that share."""
    return deployment(Status.IN_PROGRESS, stage, waits=stage == POST, target=replace(NEW, share=share))


@pytest.mark.parametrize(
    ("seen", "told", "divided"),
    [
        (deployment(Status.IN_PROGRESS, PRE, waits=True), Sides(V1, V2), Split(0, is_armed=True)),
        (moved("PRODUCTION_TRAFFIC_SHIFT", 10.0), None, Split(10, is_armed=True)),
        (moved(POST, 100.0), Sides(V1, V2), Split(100, is_armed=True)),
        (moved("BAKE_TIME", 100.0), Sides(V2, V1), Split(bake=Bake.BAKING)),
        (moved("CLEAN_UP", 100.0), Sides(V2, LEAVING), Split(bake=Bake.BAKED)),
        (deployment(Status.SUCCESSFUL, "CLEAN_UP"), Sides(V2), Split(bake=Bake.BAKED)),
        (deployment(Status.ROLLBACK_SUCCESSFUL, "CLEAN_UP"), Sides(V1), Split()),
        (deployment(Status.ROLLBACK_FAILED), Sides(V1), Split(trouble="because")),
        (None, Sides(), Split()),
    ],
    ids=[
        "paused",
        "shifting",
        "moved",
        "baking",
        "cleaning",
        "done",
        "rolled back",
        "way back failed",
        "nothing",
    ],
)
def test_every_state_has_two_sides_and_a_split(
    seen: Deployment | None, told: Sides | None, divided: Split
) -> None:
    """What rests is live, what waits for us is the candidate, what bakes is live with the old side warm."""
    assert divided == split(seen)
    assert told in {None, sides(scene(seen))}


def test_a_candidate_that_ecs_has_not_paused_yet_still_starts() -> None:
    """Healthy targets are not enough: only at the pause does the controller wait for us."""
    seen = sides(scene(deployment(Status.IN_PROGRESS, "SCALE_UP"))).candidate

    assert (Health.STARTING, "ECS is at SCALE_UP") == (seen.health, seen.reason)


@pytest.mark.parametrize(
    ("group", "health"),
    [
        (GroupHealth(healthy=2), Health.HEALTHY),
        (GroupHealth(healthy=1, starting=1), Health.STARTING),
        (GroupHealth(), Health.STARTING),
        (GroupHealth(healthy=1, unhealthy=1, reason="unhealthy: 500"), Health.SICK),
    ],
    ids=["all well", "one still starts", "none registered", "one unwell"],
)
def test_every_target_has_to_answer(group: GroupHealth, health: Health) -> None:
    """Half the targets old or unwell is not healthy."""
    seen = scene(deployment(Status.IN_PROGRESS, PRE, waits=True), groups=(WELL[0], ("green", group)))

    assert health is sides(seen).candidate.health


def test_a_target_that_fails_its_checks_while_it_starts_is_left_to_ecs() -> None:
    """A slow task is unhealthy before it is healthy; ECS knows its grace, and counts its failures."""
    unwell = GroupHealth(unhealthy=2, reason="unhealthy: Health checks failed")
    starting = scene(deployment(Status.IN_PROGRESS, "SCALE_UP"), groups=(WELL[0], ("green", unwell)))

    assert SideState("v2", Health.STARTING, "unhealthy: Health checks failed") == sides(starting).candidate


def test_a_candidate_whose_tasks_do_not_stay_up_is_sick_at_once() -> None:
    """Long before any clock of ours, and with the reason."""
    starting = deployment(Status.IN_PROGRESS, "SCALE_UP", target=replace(NEW, running=1))
    seen = replace(scene(starting), story="2 of its tasks failed; exit code 1")

    assert SideState("v2", Health.SICK, "2 of its tasks failed; exit code 1") == sides(seen).candidate


def test_a_candidate_that_rests_on_the_way_has_traffic_and_is_well() -> None:
    """Between two steps of a canary nobody waits for us."""
    resting = moved("PRODUCTION_TRAFFIC_SHIFT", 10.0)

    assert V2 == sides(scene(resting)).candidate


def test_missing_tasks_are_counted_aloud() -> None:
    """The reason is what a person at three in the morning reads first."""
    few = deployment(Status.IN_PROGRESS, PRE, waits=True, target=replace(NEW, running=1))

    assert SideState("v2", Health.STARTING, "1 of 2 tasks run") == sides(scene(few)).candidate


@pytest.mark.parametrize(
    "status", [Status.ROLLBACK_REQUESTED, Status.ROLLBACK_IN_PROGRESS, Status.STOP_REQUESTED]
)
def test_a_deployment_on_its_way_back_has_a_sick_candidate_and_an_armed_split(status: Status) -> None:
    """The controller takes the traffic back by itself; nobody may call the candidate fit meanwhile."""
    going = deployment(status, POST, target=replace(NEW, share=40.0))

    assert Sides(V1, SideState("v2", Health.SICK, "because")) == sides(scene(going))
    assert Split(40, is_armed=True) == split(going)


def test_a_failure_of_this_run_is_told_and_an_older_one_is_history() -> None:
    """A release may be tried again after yesterday's failure."""
    failed = deployment(Status.ROLLBACK_SUCCESSFUL)

    assert SideState("v2", Health.SICK, "because") == sides(scene(failed, failed="dep/2")).candidate
    assert EMPTY == sides(scene(failed, failed="")).candidate


def test_a_service_without_tasks_has_no_live_side() -> None:
    """Zero tasks that are wanted is nothing live, whatever revision the service names."""
    nothing = Scene(Service("web", 0, 0, "v1"), deployment(Status.SUCCESSFUL), WELL)

    assert EMPTY == sides(nothing).live


def test_a_first_deployment_that_failed_leaves_nothing_and_is_no_trouble() -> None:
    """There was nothing to go back to; that is not a way back that failed."""
    first = replace(deployment(Status.ROLLBACK_FAILED), source=None)

    assert Sides() == sides(scene(first))
    assert Split() == split(first)


def test_without_a_door_running_tasks_are_enough() -> None:
    """A worker has no targets to be asked about."""
    rested = Scene(
        SERVICE, deployment(Status.SUCCESSFUL, target=replace(OLD, target_group="")), (), has_door=False
    )

    assert V1 == sides(rested).live


@pytest.mark.parametrize(
    ("seen", "telling"),
    [
        (deployment(Status.IN_PROGRESS, PRE, waits=True), {"blue", "green"}),
        (deployment(Status.IN_PROGRESS, PRE, target=replace(NEW, running=1)), {"blue"}),
        (deployment(Status.SUCCESSFUL, "CLEAN_UP"), {"green"}),
        (deployment(Status.ROLLBACK_SUCCESSFUL, "CLEAN_UP"), {"blue", "green"}),
    ],
    ids=["paused", "tasks missing", "done", "rolled back"],
)
def test_targets_are_asked_for_where_all_tasks_run(seen: Deployment, telling: set[str]) -> None:
    """A side whose tasks are missing is not healthy, whatever its targets say."""
    assert telling == telling_groups(seen)


@pytest.mark.parametrize(
    ("seen", "idle"),
    [
        (deployment(Status.PENDING), {"blue", "green"}),
        (deployment(Status.IN_PROGRESS, "SCALE_UP"), {"blue", "green"}),
        (deployment(Status.IN_PROGRESS, "TEST_TRAFFIC_SHIFT"), {"blue", "green"}),
        (deployment(Status.IN_PROGRESS, PRE), {"blue", "green"}),
        (deployment(Status.IN_PROGRESS, PRE, waits=True), set()),
        (moved("PRODUCTION_TRAFFIC_SHIFT", 10.0), set()),
        (deployment(Status.IN_PROGRESS, "PRODUCTION_TRAFFIC_SHIFT"), set()),
        (moved("BAKE_TIME", 100.0), set()),
        (deployment(Status.ROLLBACK_IN_PROGRESS, "SCALE_UP"), set()),
        (deployment(Status.SUCCESSFUL, "CLEAN_UP"), set()),
    ],
    ids=[
        "not begun",
        "scaling up",
        "on the way",
        "answered",
        "paused",
        "shifting",
        "about to shift",
        "baking",
        "going back",
        "done",
    ],
)
def test_targets_are_left_unasked_only_on_the_way_to_the_first_pause(
    seen: Deployment, idle: set[str]
) -> None:
    """Wherever traffic has moved, or somebody has to decide, both sides are asked."""
    assert idle == idle_groups(seen)
