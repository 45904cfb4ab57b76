"""What a person at a terminal sees, while a run goes on and afterwards."""

import sys
from collections.abc import Mapping

import pytest
from rich.console import Console

from deploy.connectors.clock.memory import MemoryClock
from deploy.engine.events import Event, Facts, Problem, RunEnded, StepBegan, Waiting
from deploy.engine.screen.marks import DRAWN
from deploy.engine.screen.outlet import Outlet
from deploy.engine.screen.rich_screen import RichScreen, open_rich_screen
from deploy.errors import ExitCode
from tests.engine.screen.golden import golden
from tests.engine.screen.paper import Paper
from tests.engine.screen.story import EVIL_STORY, FIRST, FIRST_DONE, HISTORY, MOVED, PLAN, STORY, WAIT

WIDTHS = (40, 80, 120)
LONG_WAIT = "1 of 2 healthy; the newest container answered 503 to the health check of the load balancer"
WIDE_HISTORY = Facts(
    "History",
    ("when", "verb", "release", "who", "ended", "reason"),
    (
        ("2026-11-20 10:02", "deploy", "2026.11.20-1", "ana", "done", "weekly"),
        ("2026-11-21 10:02", "rollback", "2026.11.13-1", "ben", "done", ""),
    ),
)


def opened(paper: Paper, clock: MemoryClock, environ: Mapping[str, str] | None = None) -> RichScreen:
    """The screen on the paper."""
    size = {"COLUMNS": str(paper.width), "LINES": "24", "TERM": "xterm-256color"}
    return open_rich_screen(Outlet(paper), {**size, **(environ or {})}, clock, is_redrawn=False)


def told(width: int, *events: Event, environ: Mapping[str, str] | None = None) -> Paper:
    """The paper after a whole run."""
    paper = Paper(width)
    screen = opened(paper, MemoryClock(), environ)
    for event in events:
        screen.show(event)
    screen.close()
    return paper


@pytest.mark.parametrize("width", WIDTHS)
def test_a_run_leaves_plan_steps_problem_and_end(width: int) -> None:
    """Nothing of what changed in place stays."""
    assert golden(f"rich-run-{width}.txt") == told(width, *STORY).seen()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_run_shows_step_wait_countdown_next_steps_and_traffic(width: int) -> None:
    """Seen three seconds after the platform was last looked at."""
    paper, clock = Paper(width), MemoryClock()
    screen = opened(paper, clock)
    for event in (PLAN, FIRST, MOVED, WAIT):
        screen.show(event)
    clock.advance(3.0)
    screen.show(MOVED)
    assert golden(f"rich-live-{width}.txt") == paper.seen()
    assert not paper.is_cursor_shown
    screen.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_an_answer_is_a_table_where_it_fits_and_records_where_not(width: int) -> None:
    """Six columns do not fit on forty."""
    assert golden(f"rich-facts-{width}.txt") == told(width, HISTORY, WIDE_HISTORY).seen()


def test_an_answer_without_rows_says_so() -> None:
    """An empty table is an answer as well."""
    assert "History of shop\nnothing to show\n" == told(80, Facts("History of shop", ("when",), ())).seen()


def test_the_time_goes_on_without_an_event() -> None:
    """The live lines are drawn again by themselves, so a step that says nothing does not look dead."""
    paper, clock = Paper(80), MemoryClock()
    screen = open_rich_screen(Outlet(paper), {"COLUMNS": "80", "LINES": "24"}, clock)
    screen.show(FIRST)
    clock.advance(65.0)
    assert paper.comes_to_show("1m 05s  prepare api")
    screen.close()


def test_a_finished_step_is_never_seen_twice() -> None:
    """The moment a step ends, its live line is gone."""
    paper = Paper(80)
    screen = opened(paper, MemoryClock())
    for event in (FIRST, WAIT, FIRST_DONE):
        screen.show(event)
    assert 1 == paper.seen().count("prepare api")
    screen.close()


def test_leaving_in_the_middle_shows_the_step_and_brings_the_cursor_back() -> None:
    """An exception or Ctrl-C does not pass for a success."""
    paper = told(80, FIRST, WAIT)
    assert (
        f"{DRAWN.left_open} 1/2      <1s  prepare api\n                not seen to its end\n" == paper.seen()
    )
    assert paper.is_cursor_shown


def test_a_step_that_never_ended_stays_when_the_next_begins() -> None:
    """Nothing disappears."""
    assert "not seen to its end" in told(80, FIRST, StepBegan(2, 2, "shift api")).seen().split("shift api")[0]


def test_streams_of_the_process_are_given_back() -> None:
    """While the live lines stand, stray prints go above them; afterwards everything is as before."""
    before = sys.stdout, sys.stderr
    told(80, *STORY)
    assert before == (sys.stdout, sys.stderr)


def test_a_success_ends_without_bars() -> None:
    """The candidate is live then; only after a failure does somebody ask where the traffic was left."""
    end = RunEnded(ExitCode.DONE, "r-2 answers.", "./inv rollback --env=staging", 61.0)
    assert (
        "\ndone  1m 01s, exit 0\nnow   r-2 answers.\nnext  ./inv rollback --env=staging\n"
        == told(80, MOVED, end).seen()
    )


def test_a_line_to_copy_has_no_line_break() -> None:
    """The terminal folds it; a copy of it is one line all the same."""
    line = "./inv history --env=staging --app=cost-simulator --release=2026.11.20-4"
    end = RunEnded(ExitCode.DONE, "r-2 answers.", line, 1.0)
    problem = Problem("a-b", "what", "why", line, ExitCode.REFUSED)
    rows = told(40, problem, end).seen().split("\n")
    assert f"do    {line}"[:40] in rows
    assert f"next  {line}"[:40] in rows
    assert 2 == rows.count(f"next  {line}"[40:])


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("event", EVIL_STORY, ids=lambda event: type(event).__name__)
def test_foreign_text_does_nothing_to_the_terminal(event: Event, width: int) -> None:
    """The paper would fail at an escape code of foreign text; markup is text."""
    paper = Paper(width)
    screen = opened(paper, MemoryClock())
    screen.show(FIRST)
    screen.show(event)
    seen = paper.seen()
    screen.close()
    assert all(row.isprintable() for row in seen.split("\n"))
    assert paper.is_cursor_shown


def test_no_color_means_no_colour() -> None:
    """Only weight is left; an empty NO_COLOR does not count."""
    assert set() == told(80, *STORY, environ={"NO_COLOR": "1"}).colours
    assert {"32", "31", "33"} <= told(80, *STORY, environ={"NO_COLOR": ""}).colours


def test_a_terminal_that_becomes_narrower_keeps_no_remains() -> None:
    """What the terminal folded is erased as well."""
    paper = Paper(100)
    console = Console(file=paper, width=100, height=24, force_terminal=True, _environ={"TERM": "xterm"})
    screen = RichScreen(console, DRAWN, MemoryClock(), is_redrawn=False)
    screen.show(StepBegan(1, 1, "verify"))
    screen.show(Waiting(LONG_WAIT, 1.0, 300.0))
    for width in (70, 45, 40):
        paper.narrow(width)
        console.width = width
        screen.show(MOVED)
        assert 1 == paper.seen().count("verify")
        assert 1 == paper.seen().count("1 of 2 healthy")
    screen.close()
    assert f"{DRAWN.left_open} 1/1      <1s  verify\n                not seen to its end\n" == paper.seen()


def test_a_low_terminal_shows_less_of_what_comes() -> None:
    """The present step is more important than the next ones."""
    paper = Paper(80)
    screen = opened(paper, MemoryClock(), {"LINES": "8"})
    screen.show(PLAN)
    screen.show(FIRST)
    assert DRAWN.present in paper.seen()
    assert DRAWN.pending not in paper.seen()
    screen.close()
