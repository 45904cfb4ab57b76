"""Plain lines, to the letter."""

import io

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.engine.events import Event, Facts, PlanShown, Said, StepEnded, Waiting
from deploy.engine.screen.outlet import Outlet
from deploy.engine.screen.plain import PlainScreen
from tests.engine.screen.golden import golden
from tests.engine.screen.story import EVIL_STORY, HISTORY, STORY, WAIT

AT = "2026-01-01T00:00:00Z"


def told(*events: Event) -> tuple[str, str]:
    """What the events leave on the two streams."""
    out, err = io.StringIO(), io.StringIO()
    screen = PlainScreen(Outlet(out), Outlet(err), MemoryClock())
    for event in events:
        screen.show(event)
    screen.close()
    return out.getvalue(), err.getvalue()


def test_a_run_is_told_in_stamped_lines() -> None:
    """One line for each event, the time in UTC first."""
    assert golden("plain.txt") == told(*STORY)[0]


def test_problems_and_warnings_go_to_the_error_stream() -> None:
    """They stay visible when the output goes to a file."""
    assert golden("plain-problems.txt") == told(*STORY)[1]


def test_an_answer_is_an_aligned_table_without_times() -> None:
    """What `status` and `history` print can be cut into columns."""
    assert "History of shop\nwhen       release\nyesterday  r-1\ntoday      r-2\n" == told(HISTORY)[0]


def test_an_answer_without_rows_says_so() -> None:
    """An empty table is an answer as well."""
    assert "History of shop\nnothing to show\n" == told(Facts("History of shop", ("when",), ()))[0]


def test_a_plan_without_steps_says_so() -> None:
    """Nothing to do is said, not left out."""
    out = told(PlanShown("Deploy", ("r-2 is live already",)))[0]
    assert f"{AT} plan     nothing to do" == out.splitlines()[-1]


def test_a_step_without_remark_ends_after_its_time() -> None:
    """No colon before nothing."""
    assert f"{AT} done     push (8s)\n" == told(StepEnded("push", is_done=True, seconds=8.0, text=""))[0]


def test_waits_are_printed_at_most_every_fifteen_seconds() -> None:
    """A look every second does not fill a log; the reason that is printed is the present one."""
    out, clock = io.StringIO(), MemoryClock()
    screen = PlainScreen(Outlet(out), Outlet(io.StringIO()), clock)
    for second in range(31):
        screen.show(Waiting(f"look {second}", float(second), 300.0))
        clock.advance(1.0)
    assert ["look 0", "look 15", "look 30"] == [
        " ".join(line.split()[2:4]) for line in out.getvalue().splitlines()
    ]


def test_the_time_of_a_line_is_the_time_it_was_written() -> None:
    """The wall clock is asked for each line."""
    out, clock = io.StringIO(), MemoryClock()
    screen = PlainScreen(Outlet(out), Outlet(None), clock)
    clock.advance(61.0)
    screen.show(Said("hello"))
    assert "2026-01-01T00:01:01Z note     hello\n" == out.getvalue()


@pytest.mark.parametrize("event", EVIL_STORY, ids=lambda event: type(event).__name__)
def test_foreign_text_stays_on_its_line(event: Event) -> None:
    """Neither an escape code nor a line of its own."""
    lines = "".join(told(event)).split("\n")
    assert all(line.isprintable() for line in lines)
    assert all(line.startswith(AT) for line in lines if line and not isinstance(event, Facts))


def test_a_screen_without_streams_shows_nothing_and_raises_nothing() -> None:
    """Python gives None where a descriptor was closed before it started."""
    screen = PlainScreen(Outlet(None), Outlet(None), MemoryClock())
    for event in (*STORY, WAIT):
        screen.show(event)
    screen.close()
    assert Outlet(None).is_silent
