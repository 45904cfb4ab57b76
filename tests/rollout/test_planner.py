"""From a standing, a goal and a history comes one plan; each row is compared whole, as a person reads it."""

from dataclasses import replace

import pytest

from deploy.model.goal import Goal, Strategy, Verb
from deploy.model.history import History
from deploy.model.release import Schema
from deploy.model.standing import EMPTY, Health, Standing
from deploy.rollout.planner import database_steps, plan_rollout
from tests.rollout.scenes import V1, V2, at, goal, manner, past, release, side, standing

NEW, OLD = side("v2"), side("v1")
SICK, DEAD = side("v2", Health.SICK), side("v1", Health.SICK)
LIVE_V1 = past("v0", "v1")
SCHEMA_2 = Schema("schema 2", 2)
CONTRACT_2 = Schema("contract 2", 2, floor=2)

PREPARED = ("prepare web v2", "verify web v2 through the test door")
SHIFTED = ("shift 100 % of web to v2", "watch for 30 s: web v2 through the front door")
CONFIRMED = ("confirm web v2", "verify web v2 through the front door")
NOTED = ("record as live: v2", "watch for 60 s: web v2 through the front door", "record as proved: v2")
WHOLE = (*PREPARED, *SHIFTED, *CONFIRMED, *NOTED)
BACK = ("give all traffic of web back to the live side", "verify web v1 through the front door")
BOTH = (manner("web"), manner("api"))

ROWS: dict[str, tuple[Standing, Goal, History, tuple[str, ...]]] = {
    "blue/green over a healthy release": (
        standing(at(OLD)),
        goal(V2),
        LIVE_V1,
        ("v2 goes live", *WHOLE),
    ),
    "the first release ever is recorded first": (
        standing(at()),
        goal(V2),
        past(known=()),
        ("v2 goes live", "record v2", *WHOLE),
    ),
    "a worker rolls: it has no test door": (
        standing(at(OLD)),
        goal(V2, manner(strategy=Strategy.ROLLING)),
        LIVE_V1,
        ("v2 goes live", "prepare web v2", *SHIFTED, *CONFIRMED, *NOTED),
    ),
    "a canary watches each stage but the last, which the common watch covers": (
        standing(at(OLD)),
        goal(V2, manner(strategy=Strategy.CANARY, stages=(10, 100))),
        LIVE_V1,
        (
            "v2 goes live",
            *PREPARED,
            "shift 10 % of web to v2",
            "watch for 30 s: web v2 through the front door",
            *SHIFTED,
            *CONFIRMED,
            *NOTED,
        ),
    ),
    "linear without a watch goes straight from stage to stage": (
        standing(at(OLD)),
        goal(V2, manner(strategy=Strategy.LINEAR, stages=(50, 100), watch=0.0)),
        LIVE_V1,
        (
            "v2 goes live",
            *PREPARED,
            "shift 50 % of web to v2",
            "shift 100 % of web to v2",
            "verify web v2 through the front door",
            *CONFIRMED,
            *NOTED,
        ),
    ),
    "stages are not played beside a sick live side": (
        standing(at(DEAD)),
        goal(V2, manner(strategy=Strategy.CANARY, stages=(10, 100))),
        LIVE_V1,
        ("v2 goes live", *WHOLE),
    ),
    "nor beside a release that a dead run left and nobody recorded": (
        standing(at(side("v9"))),
        goal(V2, manner(strategy=Strategy.CANARY, stages=(10, 100))),
        LIVE_V1,
        ("v2 goes live", *WHOLE),
    ),
    "nor where nothing was ever live": (
        standing(at()),
        goal(V2, manner(strategy=Strategy.LINEAR, stages=(50, 100))),
        past(),
        ("v2 goes live", *WHOLE),
    ),
    "several components are one unit: prepare all, verify all, shift in order, confirm all": (
        standing(at(OLD), at(OLD, name="api")),
        goal(V2, *BOTH),
        LIVE_V1,
        (
            "v2 goes live",
            "prepare web v2",
            "prepare api v2",
            "verify web v2 through the test door",
            "verify api v2 through the test door",
            "shift 100 % of web to v2",
            "shift 100 % of api to v2",
            "watch for 30 s: web, api v2 through the front door",
            "confirm web v2",
            "confirm api v2",
            "verify web, api v2 through the front door",
            "record as live: v2",
            "watch for 60 s: web, api v2 through the front door",
            "record as proved: v2",
        ),
    ),
    "a component that is confirmed already is not touched again": (
        standing(at(NEW, OLD), at(OLD, NEW, name="api")),
        goal(V2, *BOTH),
        LIVE_V1,
        (
            "v2 goes live",
            "verify api v2 through the test door",
            "shift 100 % of api to v2",
            "watch for 30 s: web, api v2 through the front door",
            "confirm api v2",
            "verify web, api v2 through the front door",
            "record as live: v2",
            "watch for 60 s: web, api v2 through the front door",
            "record as proved: v2",
        ),
    ),
    "a warm release is only asked and shifted to": (
        standing(at(OLD, NEW)),
        goal(V2, verb=Verb.ROLLBACK),
        LIVE_V1,
        ("v2 goes live", PREPARED[1], *SHIFTED, *CONFIRMED, *NOTED),
    ),
    "a candidate that starts is waited for": (
        standing(at(OLD, side("v2", Health.STARTING))),
        goal(V2),
        LIVE_V1,
        ("v2 goes live", *WHOLE),
    ),
    "a sick candidate is taken down and put up anew": (
        standing(at(OLD, SICK)),
        goal(V2),
        LIVE_V1,
        ("v2 goes live", "retire the candidate of web", *WHOLE),
    ),
    "a candidate of another release makes room": (
        standing(at(OLD, side("v0"))),
        goal(V2),
        LIVE_V1,
        ("v2 goes live", "retire the candidate of web", *WHOLE),
    ),
    "what is live already is only asked": (
        standing(at(OLD)),
        goal(V1),
        LIVE_V1,
        ("v1 is live already", "verify web v1 through the front door"),
    ),
    "what is live and not yet proved is baked": (
        standing(at(NEW)),
        goal(V2),
        past("v1", "v2", unproved=("v2",)),
        ("v2 is live already", CONFIRMED[1], *NOTED[1:]),
    ),
    "what is live and was never recorded is recorded": (
        standing(at(NEW)),
        goal(V2),
        LIVE_V1,
        ("v2 is live already", CONFIRMED[1], *NOTED),
    ),
    "without a bake it is proved at once": (
        standing(at(NEW)),
        goal(V2, bake=0.0),
        LIVE_V1,
        ("v2 is live already", CONFIRMED[1], "record as live: v2", "record as proved: v2"),
    ),
    "another release that a dead run left live is seen and recorded first, and displaced then": (
        standing(at(NEW, OLD)),
        goal(V1, verb=Verb.ROLLBACK),
        LIVE_V1,
        (
            "v1 goes live",
            "verify web v2 through the front door",
            "record as live: v2",
            "verify web v1 through the test door",
            "shift 100 % of web to v1",
            "watch for 30 s: web v1 through the front door",
            "confirm web v1",
            "verify web v1 through the front door",
            "record as live: v1",
            "watch for 60 s: web v1 through the front door",
            "record as proved: v1",
        ),
    ),
    "the release that is left is marked bad before anything else": (
        standing(at(OLD, NEW)),
        replace(goal(V2, verb=Verb.ROLLBACK), marks_bad="v1", why="it lost orders"),
        LIVE_V1,
        ("v2 goes live", "mark as bad: v1", PREPARED[1], *SHIFTED, *CONFIRMED, *NOTED),
    ),
    "and not marked twice": (
        standing(at(OLD, NEW)),
        replace(goal(V2, verb=Verb.ROLLBACK), marks_bad="v1"),
        past("v0", "v1", bad=("v1",)),
        ("v2 goes live", PREPARED[1], *SHIFTED, *CONFIRMED, *NOTED),
    ),
    "the database is backed up and migrated before code that needs it": (
        standing(at(OLD)),
        replace(goal(release("v2", SCHEMA_2)), migrates=True),
        LIVE_V1,
        ("v2 goes live", "back up the database as before-v2", "migrate the database to schema 2", *WHOLE),
    ),
    "a migration that was not asked for is not done": (
        standing(at(OLD)),
        goal(release("v2", SCHEMA_2)),
        LIVE_V1,
        ("v2 goes live", *WHOLE),
    ),
    "a migration that was done but not recorded is recorded": (
        standing(at(OLD), schema=SCHEMA_2),
        replace(goal(release("v2", SCHEMA_2)), migrates=True),
        LIVE_V1,
        ("v2 goes live", "record where the database stands", *WHOLE),
    ),
    "resume: all on the candidate, the watch goes on": (
        standing(at(OLD, NEW, 100)),
        goal(V2),
        LIVE_V1,
        ("v2 has all the traffic; the watch goes on", SHIFTED[1], *CONFIRMED, *NOTED),
    ),
    "resume: between two shares the traffic goes back first, and the warm candidate starts over": (
        standing(at(OLD, NEW, 10)),
        goal(V2),
        LIVE_V1,
        (
            "traffic goes back first, then v2 goes live",
            *BACK,
            PREPARED[1],
            *SHIFTED,
            *CONFIRMED,
            *NOTED,
        ),
    ),
    "all on a candidate that fell sick: back first, then anew": (
        standing(at(OLD, SICK, 100)),
        goal(V2),
        LIVE_V1,
        ("traffic goes back first, then v2 goes live", *BACK, "retire the candidate of web", *WHOLE),
    ),
    "another version is asked: back to the live side, which is asked, then on": (
        standing(at(OLD, side("v0"), 100)),
        goal(V2),
        LIVE_V1,
        ("traffic goes back first, then v2 goes live", *BACK, "retire the candidate of web", *WHOLE),
    ),
    "back to the recorded release needs no new candidate": (
        standing(at(OLD, NEW, 100)),
        goal(V1, verb=Verb.ROLLBACK),
        LIVE_V1,
        (
            "traffic goes back first, then v1 goes live",
            *BACK,
            "verify web v1 through the front door",
        ),
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_the_plan_of_a_rollout(name: str) -> None:
    """The row's lines, all of them, in that order."""
    now, aim, history, lines = ROWS[name]

    assert lines == plan_rollout(now, aim, history).lines()


HALTS: dict[str, tuple[Standing, str]] = {
    "the platform's own way back failed": (
        standing(at(OLD, NEW, 100, trouble="ROLLBACK_FAILED")),
        "web: the platform's own way back failed: ROLLBACK_FAILED",
    ),
    "the live side is dead and the candidate healthy, between two shares": (
        standing(at(DEAD, NEW, 10)),
        "web: the live side is sick and the candidate is the only healthy side",
    ),
    "both sides are sick": (
        standing(at(DEAD, SICK, 100)),
        "web: the live side is sick and both sides are sick",
    ),
}


@pytest.mark.parametrize("name", HALTS)
@pytest.mark.parametrize("aim", [V2, V1], ids=["same version", "other version"])
def test_a_rollout_halts_where_no_way_is_safe(name: str, aim: object) -> None:
    """Whichever version is asked for, nothing is sent and a person is called."""
    now, why = HALTS[name]
    wanted = V2 if aim is V2 else V1

    plan = plan_rollout(now, goal(wanted), LIVE_V1)

    assert () == plan.steps
    assert why == plan.ends_halted


def test_a_candidate_that_is_the_only_healthy_side_and_has_everything_is_confirmed() -> None:
    """The same version goes forward where back is closed and forward is open."""
    plan = plan_rollout(standing(at(DEAD, NEW, 100)), goal(V2), LIVE_V1)

    assert ("v2 has all the traffic; the watch goes on", SHIFTED[1], *CONFIRMED, *NOTED) == plan.lines()


def test_migrate_does_nothing_where_the_database_is_there() -> None:
    """Position and floor reached: no backup, no migration, no row."""
    aim = replace(goal(release("v2", CONTRACT_2)), migrates=True)

    assert () == database_steps(standing(at(OLD), schema=CONTRACT_2), aim, past("v1", schema=CONTRACT_2))


def test_a_contract_of_a_position_that_is_reached_is_still_a_migration() -> None:
    """The floor rises while the position stays."""
    steps = database_steps(
        standing(at(OLD), schema=SCHEMA_2),
        replace(goal(release("v2", CONTRACT_2)), migrates=True),
        past("v1", schema=SCHEMA_2),
    )

    assert ["back up the database as before-v2", "migrate the database to contract 2"] == [
        s.name for s in steps
    ]


def test_an_empty_candidate_side_is_not_retired() -> None:
    """There is nothing to take down."""
    names = [step.name for step in plan_rollout(standing(at(OLD, EMPTY)), goal(V2), LIVE_V1).steps]

    assert "retire the candidate of web" not in names
