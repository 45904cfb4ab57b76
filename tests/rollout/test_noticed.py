"""What a run notices of the time when nobody was there: standing and history in, one sentence out."""

import pytest

from deploy.model.goal import Verb
from deploy.model.history import History, Run, Tenure
from deploy.model.standing import ComponentStanding, Health, SideState, Standing
from deploy.rollout.noticed import taken_back

LIVE_V1 = History(tenures=(Tenure("v1", "monday", "run-1", "ada", "deploy"),))


def serving(release: str | None, share: int = 0) -> Standing:
    """A standing with that live side, and a share on a candidate."""
    live = SideState(release, Health.HEALTHY if release else Health.ABSENT)
    return Standing((ComponentStanding("web", live, SideState("v2", Health.HEALTHY), share),))


def with_run(exit_code: str) -> History:
    """A history in which v1 is live, and a deploy of v2 came to that end."""
    run = Run("run-2", Verb.DEPLOY, "v2", "v1", "bob", "", "tuesday", exit_code=exit_code)
    return History(runs=(run,), tenures=LIVE_V1.tenures)


def test_a_killed_deploy_whose_traffic_went_back_is_told() -> None:
    """The next run is the first that can say so."""
    told = taken_back(serving("v1"), with_run(""))

    assert "deploy v2 by bob, begun tuesday, came to no end, and v1 serves" in told


def test_a_release_that_went_back_after_its_run_had_ended_is_told() -> None:
    """An alarm while ECS bakes, or a hand that bypassed this tool."""
    past = History(tenures=(*LIVE_V1.tenures, Tenure("v2", "tuesday", "run-2", "bob", "deploy")))

    assert "v2 was live when the last run ended, and now v1 serves" in taken_back(serving("v1"), past)


@pytest.mark.parametrize(
    ("now", "past"),
    [
        (serving("v1"), LIVE_V1),
        (serving("v1"), with_run("0")),
        (serving("v1"), with_run("8")),
        (serving("v1", share=100), with_run("")),
        (serving("v1", share=50), with_run("")),
        (serving("v2"), with_run("")),
        (serving(None), LIVE_V1),
        (serving(None), History()),
    ],
    ids=["as recorded", "ended", "rests", "still on the way", "divided", "arrived", "drained", "nothing yet"],
)
def test_what_is_as_the_ledger_says_or_still_on_its_way_is_no_news(now: Standing, past: History) -> None:
    """Nobody is called for what is known."""
    assert "" == taken_back(now, past)
