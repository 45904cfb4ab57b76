"""Each reason to refuse, and what a person may override."""

from dataclasses import replace

import pytest

from deploy.model.goal import Goal, Verb
from deploy.model.history import History
from deploy.model.release import Schema
from deploy.model.standing import Standing
from deploy.rollout.objections import CAN_BE_OVERRIDDEN, against, against_migration
from tests.rollout.scenes import V0, V1, V2, at, goal, past, release, side, standing

ON_V1 = standing(at(side("v1")))
LIVE_V1 = past("v0", "v1")
SCHEMA_3 = Schema("schema 3", 3)
CONTRACT_3 = Schema("contract 3", 3, floor=3)

ROWS: dict[str, tuple[Standing, Goal, History, str]] = {
    "the same name with other digests": (
        ON_V1,
        goal(release("v2", components=("web",))),
        LIVE_V1,
        "release-changed",
    ),
    "nothing for one of the components": (
        ON_V1,
        goal(release("v9", components=("api",))),
        LIVE_V1,
        "release-incomplete",
    ),
    "another release went live since the run was asked for": (
        standing(at(side("v2"))),
        replace(goal(release("v3")), base="v1"),
        past("v1", "v2"),
        "base-differs",
    ),
    "something went live where nothing was": (ON_V1, replace(goal(V2), base=""), LIVE_V1, "base-differs"),
    "an older release than the live one": (ON_V1, goal(V0), LIVE_V1, "release-is-older"),
    "an older release than the one that serves, recorded or not": (
        standing(at(side("v2"))),
        goal(V1),
        LIVE_V1,
        "release-is-older",
    ),
    "a release that is marked bad": (ON_V1, goal(V2), past("v1", bad=("v2",)), "release-marked-bad"),
    "code that needs a schema that is not there": (
        ON_V1,
        goal(release("v3", SCHEMA_3)),
        LIVE_V1,
        "schema-behind",
    ),
    "code below the floor of the database": (
        standing(at(side("v1")), schema=CONTRACT_3),
        goal(V2),
        LIVE_V1,
        "schema-too-new",
    ),
    "code below the floor, whatever the run migrates": (
        standing(at(side("v1")), schema=CONTRACT_3),
        replace(goal(V2), migrates=True),
        LIVE_V1,
        "schema-too-new",
    ),
    "a contract while live code needs what it ends": (
        ON_V1,
        replace(goal(release("v3", CONTRACT_3)), migrates=True),
        LIVE_V1,
        "contract-too-early",
    ),
    "a contract that would close the way back to the recorded release": (
        standing(at(side("v2")), schema=SCHEMA_3),
        replace(goal(release("v4", CONTRACT_3)), migrates=True),
        past("v1", known=(V1, release("v2", SCHEMA_3))),
        "contract-too-early",
    ),
    "a migration still runs": (
        standing(at(side("v1")), runs=True),
        goal(V2),
        LIVE_V1,
        "migration-still-runs",
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_each_reason_to_refuse(name: str) -> None:
    """Exactly that one, with something to do about it."""
    now, aim, history, reference = ROWS[name]

    found = against(now, aim, history)

    assert [reference] == [o.reference for o in found]
    assert all(o.what and o.why and o.do for o in found)


@pytest.mark.parametrize("name", ROWS)
def test_what_a_person_may_override(name: str) -> None:
    """Only what breaks nothing."""
    now, aim, history, reference = ROWS[name]

    found = against(now, replace(aim, overrides=frozenset({reference})), history)

    assert ([] if reference in CAN_BE_OVERRIDDEN else [reference]) == [o.reference for o in found]


def test_an_override_sets_aside_nothing_but_what_it_names() -> None:
    """The other reason stays."""
    aim = replace(goal(V0), overrides=frozenset({"release-is-older"}))

    found = against(ON_V1, aim, past("v0", "v1", bad=("v0",)))

    assert ["release-marked-bad"] == [o.reference for o in found]


def test_two_reasons_are_both_told() -> None:
    """In the order in which they are looked for."""
    found = against(ON_V1, goal(V0), past("v0", "v1", bad=("v0",)))

    assert ["release-is-older", "release-marked-bad"] == [o.reference for o in found]


@pytest.mark.parametrize(
    ("now", "aim", "history"),
    [
        (ON_V1, goal(V2), LIVE_V1),
        (ON_V1, replace(goal(V1), base="v0"), LIVE_V1),
        (ON_V1, replace(goal(V2), base=None), LIVE_V1),
        (ON_V1, goal(V0, verb=Verb.ROLLBACK), LIVE_V1),
        (ON_V1, replace(goal(release("v3", SCHEMA_3)), migrates=True), LIVE_V1),
        (standing(at()), replace(goal(release("v3", CONTRACT_3)), base="", migrates=True), past()),
        (standing(at(side("v1")), schema=SCHEMA_3), goal(V2), LIVE_V1),
    ],
    ids=[
        "a newer release",
        "what is live already, from any base",
        "no base was said",
        "an older release by a rollback",
        "an expanding migration",
        "a contract where nothing is live",
        "old code on an expanded schema",
    ],
)
def test_nothing_speaks_against_it(now: Standing, aim: Goal, history: History) -> None:
    """Most runs are never refused."""
    assert () == against(now, aim, history)


def test_a_contract_may_come_once_live_code_is_above_its_floor() -> None:
    """The release before it brought the code; this one takes away what nobody needs."""
    live = release("v2", SCHEMA_3)
    now = standing(at(side("v2")), schema=SCHEMA_3)
    aim = replace(goal(release("v3", CONTRACT_3)), base="v2", migrates=True)

    assert () == against(now, aim, past("v1", "v2", known=(V1, live)))


def test_a_migration_alone_is_refused_for_its_own_reasons_only() -> None:
    """Base and age of the release do not matter to the database."""
    early = replace(goal(release("v3", CONTRACT_3)), migrates=True)
    older = replace(goal(V0), base="v9", migrates=True)

    assert ["contract-too-early"] == [o.reference for o in against_migration(ON_V1, early, LIVE_V1)]
    assert () == against_migration(ON_V1, older, LIVE_V1)
