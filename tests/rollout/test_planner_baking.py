"""What is planned around a bake that nobody waited for, and around a way back that is due soon."""

from dataclasses import replace

import pytest

from deploy.model.goal import Verb
from deploy.model.standing import Bake, Standing
from deploy.rollout.planner import plan_rollout
from tests.rollout.scenes import V1, V2, V3, at, goal, manner, past, side, standing

NEW, OLD = side("v2"), side("v1")
UNPROVED = past("v1", "v2", unproved=("v2",), known=(V1, V2, V3))
PROVED = ("verify web v2 through the front door", "record as proved: v2")


def resting(bake: Bake) -> Standing:
    """v2 live, in that state of its bake."""
    return standing(replace(at(NEW), bake=bake))


def test_a_run_that_does_not_wait_ends_with_the_release_live_and_unproved() -> None:
    """The platform bakes on without us."""
    lines = plan_rollout(standing(at(OLD)), replace(goal(V2), waits_for_bake=False), past("v1")).lines()

    assert "record as live: v2" == lines[-1]


def test_a_bake_that_ended_well_is_proved_before_the_next_release_comes() -> None:
    """So that a later rollback may go to it."""
    lines = plan_rollout(resting(Bake.BAKED), goal(V3), UNPROVED).lines()

    assert ("v3 goes live", *PROVED) == lines[:3]


@pytest.mark.parametrize("bake", [Bake.BAKING, Bake.NONE])
def test_what_still_bakes_or_was_never_baked_is_not_proved(bake: Bake) -> None:
    """A platform that keeps no watch of its own proves nothing by the passing of time."""
    assert PROVED[1] not in plan_rollout(resting(bake), goal(V3), UNPROVED).lines()


def test_a_way_back_does_not_prove_what_it_leaves() -> None:
    """And is not held up by asking it."""
    assert PROVED[1] not in plan_rollout(resting(Bake.BAKED), goal(V1, verb=Verb.ROLLBACK), UNPROVED).lines()


def test_a_way_back_to_the_side_that_stands_warm_is_a_shift_at_once() -> None:
    """No test door leads there; whether it is healthy is looked at as it is given the traffic."""
    warm = standing(replace(at(NEW, OLD), bake=Bake.BAKING))
    lines = plan_rollout(warm, goal(V1, verb=Verb.ROLLBACK), UNPROVED).lines()

    assert ("v1 goes live", "shift 100 % of web to v1") == lines[:2]


def test_the_same_release_again_needs_no_second_bake() -> None:
    """It is looked at once and proved."""
    assert ("v2 is live already", *PROVED) == plan_rollout(resting(Bake.BAKED), goal(V2), UNPROVED).lines()
    waited = plan_rollout(resting(Bake.NONE), goal(V2), UNPROVED).lines()
    assert "watch for 60 s: web v2 through the front door" in waited


@pytest.mark.parametrize(
    ("left", "begins"),
    [
        (None, "v2 has all the traffic; the watch goes on"),
        (37.0, "v2 has all the traffic; the watch goes on"),
        (35.0, "traffic goes back first, then v2 goes live"),
    ],
)
def test_a_watch_goes_on_only_where_a_whole_one_ends_before_the_way_back_is_due(
    left: float | None, begins: str
) -> None:
    """Going on arms nothing anew; a watch cut short by the platform would end as a failure."""
    moved = standing(replace(at(OLD, NEW, 100), seconds_left=left))

    assert begins == plan_rollout(moved, goal(V2, manner(watch=30.0)), past("v1")).reason
