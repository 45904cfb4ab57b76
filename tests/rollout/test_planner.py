"""From a standing, a goal and a history comes one plan; each row is compared whole, as a person reads it."""

from dataclasses import replace

import pytest

from deploy.model.goal import Goal, Strategy, Verb
from deploy.model.history import History
from deploy.model.release import Schema
from deploy.model.standing import EMPTY, Health, Standing
from deploy.rollout.planner import plan_rollout
from tests.rollout.plan_lines import CONFIRMED, DEAD, LIVE_V1, NEW, NOTED, OLD, PREPARED, SHIFTED, SICK, WHOLE
from tests.rollout.scenes import V1, V2, at, cut_off, goal, manner, past, release, side, standing

SCHEMA_2 = Schema("schema 2", 2)
CONTRACT_2 = Schema("contract 2", 2, floor=2)
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
    "a rollback gives up what was begun beside it": (
        standing(at(OLD, side("v2"))),
        goal(V1, verb=Verb.ROLLBACK),
        past("v1", runs=(cut_off("deploy", "v2", "8"),)),
        (
            "v1 stays live, and what was begun is given up",
            "retire the candidate of web",
            "verify web v1 through the front door",
        ),
    ),
    "a deploy of what is live leaves alone what was begun beside it": (
        standing(at(OLD, side("v2"))),
        goal(V1),
        past("v1", runs=(cut_off("deploy", "v2", "8"),)),
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
}


@pytest.mark.parametrize("name", ROWS)
def test_the_plan_of_a_rollout(name: str) -> None:
    """The row's lines, all of them, in that order."""
    now, aim, history, lines = ROWS[name]

    assert lines == plan_rollout(now, aim, history).lines()


def test_an_empty_candidate_side_is_not_retired() -> None:
    """There is nothing to take down."""
    names = [step.name for step in plan_rollout(standing(at(OLD, EMPTY)), goal(V2), LIVE_V1).steps]

    assert "retire the candidate of web" not in names
