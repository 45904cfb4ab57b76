"""How checks change a target's health."""

import pytest

from rehearsal.balancer.health import REGISTERING, Health, Outcome, Reason, State, after_check, matches
from rehearsal.balancer.view import HealthCheck

CHECK = HealthCheck(healthy_threshold=3, unhealthy_threshold=2, matcher="200-299,404")
GOOD, BAD = Outcome(200), Outcome(503)
REFUSED, LATE = Outcome(failure=Reason.FAILED), Outcome(failure=Reason.TIMEOUT)


def after(*outcomes: Outcome, start: Health = REGISTERING) -> Health:
    """The health after a row of checks."""
    health = start
    for outcome in outcomes:
        health = after_check(health, outcome, CHECK)
    return health


@pytest.mark.parametrize(
    ("outcomes", "state", "reason"),
    [
        ((), State.INITIAL, Reason.REGISTERING),
        ((GOOD,), State.HEALTHY, Reason.NONE),
        ((BAD,), State.INITIAL, Reason.CHECKING),
        ((BAD, GOOD), State.HEALTHY, Reason.NONE),
        ((BAD, BAD), State.UNHEALTHY, Reason.MISMATCH),
        ((BAD, REFUSED), State.UNHEALTHY, Reason.FAILED),
        ((BAD, LATE), State.UNHEALTHY, Reason.TIMEOUT),
        ((GOOD, BAD), State.HEALTHY, Reason.NONE),
        ((GOOD, BAD, GOOD, BAD), State.HEALTHY, Reason.NONE),
        ((GOOD, BAD, BAD), State.UNHEALTHY, Reason.MISMATCH),
        ((BAD, BAD, GOOD, GOOD), State.UNHEALTHY, Reason.MISMATCH),
        ((BAD, BAD, GOOD, GOOD, BAD, GOOD), State.UNHEALTHY, Reason.MISMATCH),
        ((BAD, BAD, GOOD, GOOD, GOOD), State.HEALTHY, Reason.NONE),
        ((BAD, BAD, LATE), State.UNHEALTHY, Reason.TIMEOUT),
    ],
)
def test_thresholds_decide(outcomes: tuple[Outcome, ...], state: State, reason: Reason) -> None:
    health = after(*outcomes)

    assert (state, reason) == (health.state, health.reason)


def test_a_mismatch_names_the_code() -> None:
    assert "Health checks failed with these codes: [503]" == after(BAD, BAD).description


@pytest.mark.parametrize(
    ("status", "matcher", "good"),
    [
        (200, "200", True),
        (204, "200", False),
        (302, "200,302", True),
        (399, "200-399", True),
        (400, "200-399", False),
        (0, "200", True),
        (200, "2xx,200-,a-b", False),
    ],
)
def test_a_matcher_is_a_list_of_codes_and_ranges(status: int, matcher: str, *, good: bool) -> None:
    assert good is matches(status, matcher)
