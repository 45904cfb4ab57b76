"""The way back, by what stands: the recovery table of the reliability study in both columns, and stops."""

import pytest

from deploy.model.goal import Goal, Strategy, Verb
from deploy.model.history import History
from deploy.model.release import NO_SCHEMA, Schema
from deploy.model.standing import Health, Standing
from deploy.rollout.planner import plan_rollout
from deploy.rollout.recovery import plan_recovery, plan_stop
from tests.rollout.scenes import V1, V2, V3, at, goal, manner, past, release, side, standing

OLD, NEW = side("v1"), side("v2")
SICK, DEAD = side("v2", Health.SICK), side("v1", Health.SICK)
LIVE_V1 = past("v0", "v1")
BOTH = (manner("web"), manner("api"))
STAYS = "traffic stays with, or goes back to, what was live"
BACK = ("give all traffic of web back to the live side", "verify web v1 through the front door")
RETIRED = "retire the candidate of web"
TO_V1 = (
    "every component goes back to v1",
    "verify web v1 through the test door",
    "shift 100 % of web to v1",
    "watch for 30 s: web v1 through the front door",
    "confirm web v1",
    "verify web v1 through the front door",
)

WEB_OF_BOTH = (
    "verify web v1 through the test door",
    "shift 100 % of web to v1",
    "watch for 30 s: web, api v1 through the front door",
    "confirm web v1",
    "verify web, api v1 through the front door",
)

ROWS: dict[str, tuple[Standing, Goal, History, tuple[str, ...]]] = {
    "nothing was changed": (standing(at(OLD)), goal(V2), LIVE_V1, (STAYS,)),
    "the candidate never became healthy": (standing(at(OLD, SICK)), goal(V2), LIVE_V1, (STAYS, RETIRED)),
    "a candidate of another release stays warm": (standing(at(OLD, side("v0"))), goal(V2), LIVE_V1, (STAYS,)),
    "traffic was divided": (standing(at(OLD, NEW, 10)), goal(V2), LIVE_V1, (STAYS, *BACK, RETIRED)),
    "all traffic was on the candidate": (
        standing(at(OLD, SICK, 100)),
        goal(V2),
        LIVE_V1,
        (STAYS, *BACK, RETIRED),
    ),
    "the platform had taken the traffic back": (standing(at(OLD, NEW)), goal(V2), LIVE_V1, (STAYS, RETIRED)),
    "the first release ever: back to nothing": (
        standing(at(candidate=NEW, share=100)),
        goal(V2),
        past(),
        (STAYS, BACK[0], RETIRED),
    ),
    "it was confirmed and fell sick": (
        standing(at(SICK, OLD)),
        goal(V2),
        LIVE_V1,
        TO_V1,
    ),
    "it was confirmed, recorded as live, and failed its bake though it looks healthy": (
        standing(at(NEW, OLD)),
        goal(V2),
        past("v1", "v2", unproved=("v2",)),
        (*TO_V1, "record as live: v1", "record as proved: v1"),
    ),
    "what was never proved is not proved by going back to it": (
        standing(at(NEW, OLD)),
        goal(V2),
        past("v1", "v2", unproved=("v1", "v2")),
        (*TO_V1, "record as live: v1"),
    ),
    "it was live and proved before: there is nothing to go back to, and no need": (
        standing(at(OLD)),
        goal(V1),
        LIVE_V1,
        (STAYS,),
    ),
    "an earlier run left a release nobody recorded, and the next one failed beside it": (
        standing(at(NEW, side("v3", Health.SICK), 100)),
        goal(V3),
        past("v0", "v1", known=(V1, V2, V3)),
        (
            "every component goes back to v1",
            "give all traffic of web back to the live side",
            "retire the candidate of web",
            "prepare web v1",
            *TO_V1[1:],
        ),
    ),
    "one component was confirmed, the other not: both go back": (
        standing(at(NEW, OLD), at(OLD, NEW, 100, name="api")),
        goal(V2, *BOTH),
        LIVE_V1,
        (
            "every component goes back to v1",
            "give all traffic of api back to the live side",
            "verify api v1 through the front door",
            "retire the candidate of api",
            *WEB_OF_BOTH,
        ),
    ),
    "an earlier run left two releases, and the third failed": (
        standing(at(NEW, OLD), at(OLD, name="api")),
        goal(V3, *BOTH),
        past("v0", "v1", known=(V1, V2, V3)),
        ("every component goes back to v1", *WEB_OF_BOTH),
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_the_plan_of_a_recovery(name: str) -> None:
    """The row's lines, all of them, in that order."""
    now, aim, history, lines = ROWS[name]

    plan = plan_recovery(now, aim, history)

    assert lines == plan.lines()
    assert not plan.is_resumable


HALTS: dict[str, tuple[Standing, Goal, History, str]] = {
    "the platform's own way back failed": (
        standing(at(OLD, NEW, 100, trouble="ROLLBACK_FAILED")),
        goal(V2),
        LIVE_V1,
        "web: the platform's own way back failed: ROLLBACK_FAILED",
    ),
    "the live side is dead and the candidate healthy": (
        standing(at(DEAD, NEW, 100)),
        goal(V2),
        LIVE_V1,
        "web: the live side is sick and the candidate is the only healthy side",
    ),
    "both sides are sick": (
        standing(at(DEAD, SICK, 50)),
        goal(V2),
        LIVE_V1,
        "web: the live side is sick and both sides are sick",
    ),
    "the first release ever was confirmed and fell sick": (
        standing(at(SICK)),
        goal(V2),
        past(),
        "no release is known to go back to",
    ),
    "the schema closed the way back": (
        standing(at(SICK, OLD), schema=Schema("contract 4", 4, floor=4)),
        goal(V2),
        LIVE_V1,
        "v1 cannot run on schema contract 4",
    ),
}


@pytest.mark.parametrize("name", HALTS)
def test_a_recovery_halts_where_no_way_is_safe(name: str) -> None:
    """A person is called, and no step sends traffic anywhere."""
    now, aim, history, why = HALTS[name]

    plan = plan_recovery(now, aim, history)

    assert why == plan.ends_halted
    assert not any("shift" in line or "give all" in line for line in plan.lines())


def test_a_recovery_goes_back_in_one_move() -> None:
    """Whatever the stages of the way there were."""
    staged = goal(V2, manner(strategy=Strategy.CANARY, stages=(10, 50, 100)))

    assert TO_V1 == plan_recovery(standing(at(SICK, OLD)), staged, LIVE_V1).lines()


# The table of 2.6: what is seen, then the plan when the same version is asked again, and when another is.
TABLE: dict[str, tuple[Standing, str, str]] = {
    "nothing was changed": (standing(at(OLD)), "v2 goes live", "v0 goes live"),
    "the candidate starts, traffic on the live side": (
        standing(at(OLD, side("v2", Health.STARTING))),
        "v2 goes live",
        "v0 goes live",
    ),
    "the candidate waits, traffic on the live side": (standing(at(OLD, NEW)), "v2 goes live", "v0 goes live"),
    "weights between 0 and 100": (
        standing(at(OLD, NEW, 40)),
        "traffic goes back first, then v2 goes live",
        "traffic goes back first, then v0 goes live",
    ),
    "all on the candidate, the watch not over": (
        standing(at(OLD, NEW, 100)),
        "v2 has all the traffic; the watch goes on",
        "traffic goes back first, then v0 goes live",
    ),
    "the platform's own way back failed": (
        standing(at(OLD, NEW, 100, trouble="ROLLBACK_FAILED")),
        "v2 cannot go on by itself",
        "v0 cannot go on by itself",
    ),
    "both sides are sick": (
        standing(at(DEAD, SICK, 100)),
        "v2 cannot go on by itself",
        "v0 cannot go on by itself",
    ),
}


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("column", ["same version asked again", "rollback"])
def test_each_line_of_the_recovery_table(name: str, column: str) -> None:
    """What a later run does with what a dead one left."""
    now, same, other = TABLE[name]
    is_same = column == "same version asked again"
    aim = goal(V2) if is_same else goal(release("v0"), verb=Verb.ROLLBACK)

    plan = plan_rollout(now, aim, LIVE_V1)

    assert (same if is_same else other) == plan.reason
    backs = [line for line in plan.lines() if line.startswith("give all traffic")]
    assert ("goes back first" in plan.reason) == bool(backs)
    prepares = [line for line in plan.lines() if line.startswith("prepare web")]
    assert prepares in ([], [f"prepare web {aim.release.name}"])


def test_a_committed_migration_is_kept_whichever_version_is_asked() -> None:
    """Expanding is compatible: the same version goes on without it, another stays on its old code."""
    now = standing(at(OLD), schema=Schema("schema 2", 2))
    history = past("v0", "v1", schema=Schema("schema 2", 2))

    same = plan_rollout(now, goal(release("v2", Schema("schema 2", 2))), history)
    back = plan_rollout(now, goal(release("v0", NO_SCHEMA), verb=Verb.ROLLBACK), history)

    assert not any("migrate" in line for line in (*same.lines(), *back.lines()))


STOPS: dict[str, tuple[Standing, History, tuple[str, ...], bool]] = {
    "nothing has moved: it rests": (
        standing(at(OLD, NEW)),
        LIVE_V1,
        ("no traffic has moved; the same command goes on from here",),
        True,
    ),
    "traffic has moved: it is taken back": (
        standing(at(OLD, NEW, 100)),
        LIVE_V1,
        (STAYS, *BACK, RETIRED),
        False,
    ),
    "it is confirmed and not recorded: it is taken back": (standing(at(NEW, OLD)), LIVE_V1, TO_V1, False),
    "it is recorded as live: its bake can go on later": (
        standing(at(NEW, OLD)),
        past("v1", "v2", unproved=("v2",)),
        ("no traffic has moved; the same command goes on from here",),
        True,
    ),
    "it is the first release and live: it is recorded, its bake can go on later": (
        standing(at(NEW)),
        past(),
        (
            "no traffic has moved; the same command goes on from here",
            "verify web v2 through the front door",
            "record as live: v2",
        ),
        True,
    ),
}


@pytest.mark.parametrize("name", STOPS)
def test_the_plan_of_a_stop(name: str) -> None:
    """A rest where one release stands everywhere as recorded, else the way back."""
    now, history, lines, is_resumable = STOPS[name]

    plan = plan_stop(now, goal(V2), history)

    assert (lines, is_resumable) == (plan.lines(), plan.is_resumable)


def test_a_stop_between_two_releases_is_no_place_to_rest() -> None:
    """An earlier run left a mixture; the stop brings it to one release."""
    now = standing(at(NEW, OLD), at(OLD, name="api"))

    plan = plan_stop(now, goal(V2, *BOTH), LIVE_V1)

    assert "every component goes back to v1" == plan.reason
    assert not plan.is_resumable
