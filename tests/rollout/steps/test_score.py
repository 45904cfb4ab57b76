"""What answers add up to over a watch."""

from dataclasses import replace

import pytest

from deploy.engine.waiting import Sight
from deploy.rollout.bar import Bar
from deploy.rollout.ports import Verdict
from deploy.rollout.steps.score import Score, joined

GOOD = Verdict(is_good=True, text="web answers as v2", asked=5)
BUSY = Verdict(is_good=False, text="web: answers 503", asked=5, good=4)
OTHER = Verdict(is_good=False, text="web: answers as v3, wanted v2", asked=5, good=4, is_other=True)
OLD = replace(OTHER, text="web: answers as v1, wanted v2", lags=True)


def looked(*looks: tuple[Verdict, float]) -> list[Sight]:
    """What each look of a watch of five minutes comes to, a little less than all answers being enough."""
    score = Score(Bar(good_percent=99.0, settle_seconds=20.0), seconds=300.0)
    return [score.add(verdict, waited).sight for verdict, waited in looks]


def test_the_release_that_goes_may_answer_until_traffic_has_settled() -> None:
    """Before the first good answer or after it: the watch begins anew."""
    assert [Sight.NOT_YET, Sight.THERE, Sight.NOT_YET] == looked((OLD, 0.0), (GOOD, 1.0), (OLD, 19.9))


def test_the_release_that_goes_is_the_end_once_traffic_has_settled() -> None:
    """However many good answers came before: something behind the door is old."""
    assert [Sight.THERE, Sight.HOPELESS] == looked((GOOD, 0.0), (OLD, 20.0))


def test_a_third_release_is_never_forgiven() -> None:
    """No time and no rate makes up for an answer of what nobody asked for."""
    assert [Sight.THERE, Sight.HOPELESS] == looked((GOOD, 0.0), (OTHER, 1.0))


def test_a_failure_is_forgiven_within_the_rate() -> None:
    """It says nothing about which release runs."""
    assert [Sight.NOT_YET, Sight.THERE, Sight.THERE] == looked((BUSY, 0.0), (GOOD, 1.0), (BUSY, 2.0))


def test_what_was_counted_before_the_watch_began_anew_counts_no_more() -> None:
    """Neither for the release nor against it."""
    score = Score(Bar(settle_seconds=20.0, good_percent=90.0), seconds=9.0)
    for verdict in (GOOD, BUSY, OLD):
        score.add(verdict, 1.0)

    assert (0, 0, False) == (score.asked, score.bad, score.has_arrived)


@pytest.mark.parametrize(("second", "waited_for"), [(GOOD, True), (OLD, True), (BUSY, False), (OTHER, False)])
def test_several_components_lag_where_nothing_worse_is_wrong(second: Verdict, *, waited_for: bool) -> None:
    """One that is wrong for another reason is not waited for."""
    together = joined((OLD, second))

    assert (False, waited_for, True) == (together.is_good, together.lags, together.is_other)
