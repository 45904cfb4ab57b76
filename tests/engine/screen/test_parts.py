"""Parts of a step that go on side by side: each has one line in place, and all in a log."""

import io
import json

from deploy.connectors.clock.memory import MemoryClock
from deploy.engine.events import Event, PartSpoke
from deploy.engine.screen.board import Board
from deploy.engine.screen.github import GithubScreen
from deploy.engine.screen.json_lines import JsonLinesScreen
from deploy.engine.screen.outlet import Outlet
from deploy.engine.screen.plain import PlainScreen
from deploy.engine.screen.rich_screen import open_rich_screen
from tests.engine.screen.paper import Paper
from tests.engine.screen.story import EVIL, FIRST, FIRST_DONE, PLAN, SECOND

SPOKEN = (PartSpoke("api", "step 1"), PartSpoke("ml", "step 1"), PartSpoke("api", "step 2"))
AT = "2026-01-01T00:00:00Z"


def test_each_part_keeps_its_place_and_its_last_line() -> None:
    """In the order in which they first spoke."""
    board = Board()
    for event in (PLAN, FIRST, *SPOKEN):
        board = board.after(event, 0.0)

    assert (PartSpoke("api", "step 2"), PartSpoke("ml", "step 1")) == board.parts


def test_parts_go_with_their_step() -> None:
    """Whether it ended, or another began."""
    for last in (FIRST_DONE, SECOND):
        board = Board()
        for event in (PLAN, FIRST, *SPOKEN, last):
            board = board.after(event, 0.0)
        assert () == board.parts


def test_a_terminal_shows_the_last_line_of_each_part() -> None:
    """And nothing of them once the step is over."""
    paper = Paper(80)
    screen = open_rich_screen(
        Outlet(paper), {"COLUMNS": "80", "LINES": "30"}, MemoryClock(), is_redrawn=False
    )
    for event in (PLAN, FIRST, *SPOKEN):
        screen.show(event)
    during = paper.seen()
    screen.show(FIRST_DONE)
    screen.close()

    assert ("api: step 2" in during, "ml: step 1" in during) == (True, True)
    assert "api: step 1" not in during
    assert "step 2" not in paper.seen()


def test_a_log_has_every_line() -> None:
    """Foreign text cannot act upon a terminal."""
    out = io.StringIO()
    screen = PlainScreen(Outlet(out), Outlet(io.StringIO()), MemoryClock())
    for event in SPOKEN:
        screen.show(event)
    screen.show(PartSpoke("api", EVIL))
    lines = out.getvalue().splitlines()

    assert [f"{AT} part     {spoke.part}: {spoke.text}" for spoke in SPOKEN] == lines[:3]
    assert 4 == len(lines)
    assert "\x1b" not in out.getvalue()


def test_json_lines_name_the_part() -> None:
    """As `docs/json.md` says."""
    out = io.StringIO()
    JsonLinesScreen(Outlet(out), MemoryClock()).show(SPOKEN[0])
    told = json.loads(out.getvalue())

    assert ("part", "api", "step 1") == (told["event"], told["part"], told["text"])


def test_a_job_summary_is_not_made_of_them() -> None:
    """A build has thousands."""
    out = io.StringIO()
    screen = GithubScreen(out, "", MemoryClock())
    told: tuple[Event, ...] = SPOKEN
    for event in told:
        screen.show(event)

    assert [] == screen._shown
    assert 3 == len(out.getvalue().splitlines())
