"""Where no way is safe nothing is planned, and a person is called."""

import pytest

from deploy.model.standing import Standing
from deploy.rollout.planner import plan_rollout
from tests.rollout.plan_lines import CONFIRMED, DEAD, LIVE_V1, NEW, NOTED, OLD, SHIFTED, SICK
from tests.rollout.scenes import V1, V2, at, goal, standing

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
