"""The words for durations, countdowns and foreign text."""

import math

import pytest

from deploy.engine.events import RunEnded, TrafficMoved, Waiting
from deploy.engine.screen.wording import LONGEST, countdown, how_it_ended, one_line, shares, spell
from deploy.errors import ExitCode
from tests.engine.screen.story import EVIL


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("<1s", 0.0),
        ("<1s", 0.9),
        ("<1s", -5.0),
        ("1s", 1.0),
        ("59s", 59.9),
        ("1m 00s", 60.0),
        ("59m 59s", 3599.0),
        ("1h 00m", 3600.0),
        ("26h 03m", 93780.0),
        ("?", math.inf),
        ("?", math.nan),
    ],
)
def test_a_duration_is_spelled_in_at_most_two_units(words: str, seconds: float) -> None:
    """Nobody has to divide by sixty at night."""
    assert words == spell(seconds)


def test_a_countdown_goes_on_between_two_reports() -> None:
    """What passed since the report is taken off."""
    assert "4m 48s left of 5m 00s" == countdown(Waiting("", 12.0, 300.0))
    assert "4m 46s left of 5m 00s" == countdown(Waiting("", 12.0, 300.0), passed=2.0)


def test_a_countdown_at_its_limit_says_so() -> None:
    """Never a negative rest."""
    assert "limit of 5m 00s reached" == countdown(Waiting("", 299.0, 300.0), passed=1.0)


def test_a_wait_without_limit_counts_up() -> None:
    """An endless limit is no number to show."""
    assert "12s so far, no limit" == countdown(Waiting("", 12.0, math.inf))


@pytest.mark.parametrize(
    ("expected", "said"), [((100, 0), -3), ((100, 0), 0), ((90, 10), 10), ((0, 100), 100), ((0, 100), 140)]
)
def test_shares_always_add_up_to_a_hundred(expected: tuple[int, int], said: int) -> None:
    """A platform that reports nonsense does not break the bar."""
    assert expected == shares(TrafficMoved("api", said))


def test_foreign_text_becomes_one_printable_line() -> None:
    """No escape, no direction mark, no line break gets through."""
    line = one_line(EVIL)
    assert line.isprintable()
    assert line.startswith(r"\x1b[2J\x1b]0;owned\x07\u202e ::error::gone ##[add-mask]e\x00 ")


def test_endless_text_is_cut_and_says_so() -> None:
    """A megabyte in an error message does not bury the rest."""
    assert "a" * LONGEST + " ... (5 characters more)" == one_line("a" * (LONGEST + 5))


def test_every_exit_code_has_words() -> None:
    """A new exit code without words fails here."""
    words = {how_it_ended(RunEnded(code, "", "", 0.0)) for code in ExitCode}
    assert len(ExitCode) == len(words)
