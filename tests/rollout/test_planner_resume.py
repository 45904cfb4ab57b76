"""A rerun plans from where the run before it left off: forward where that is safe, else back first."""

import pytest

from deploy.model.goal import Goal, Verb
from deploy.model.standing import Standing
from deploy.rollout.planner import plan_rollout
from tests.rollout.plan_lines import BACK, CONFIRMED, LIVE_V1, NEW, NOTED, OLD, PREPARED, SHIFTED, SICK, WHOLE
from tests.rollout.scenes import V1, V2, at, goal, side, standing

ROWS: dict[str, tuple[Standing, Goal, tuple[str, ...]]] = {
    "resume: all on the candidate, the watch goes on": (
        standing(at(OLD, NEW, 100)),
        goal(V2),
        ("v2 has all the traffic; the watch goes on", SHIFTED[1], *CONFIRMED, *NOTED),
    ),
    "resume: between two shares the traffic goes back first, and the warm candidate starts over": (
        standing(at(OLD, NEW, 10)),
        goal(V2),
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
        ("traffic goes back first, then v2 goes live", *BACK, "retire the candidate of web", *WHOLE),
    ),
    "another version is asked: back to the live side, which is asked, then on": (
        standing(at(OLD, side("v0"), 100)),
        goal(V2),
        ("traffic goes back first, then v2 goes live", *BACK, "retire the candidate of web", *WHOLE),
    ),
    "back to the recorded release needs no new candidate": (
        standing(at(OLD, NEW, 100)),
        goal(V1, verb=Verb.ROLLBACK),
        (
            "traffic goes back first, then v1 goes live",
            *BACK,
            "verify web v1 through the front door",
        ),
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_the_plan_of_a_rerun(name: str) -> None:
    """The row's lines, all of them, in that order; v1 is live, as the ledger says."""
    now, aim, lines = ROWS[name]

    assert lines == plan_rollout(now, aim, LIVE_V1).lines()
