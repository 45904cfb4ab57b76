"""Which screen opens for whom."""

import io
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.engine.events import Screen
from deploy.engine.screen.github import GithubScreen
from deploy.engine.screen.json_lines import JsonLinesScreen
from deploy.engine.screen.opening import open_screen
from deploy.engine.screen.plain import PlainScreen
from deploy.engine.screen.rich_screen import RichScreen
from tests.engine.screen.paper import Paper
from tests.engine.screen.story import PROBLEM

ROOT = Path(__file__).parents[3]
TERMINAL = {"TERM": "xterm-256color"}
ON_GITHUB = {**TERMINAL, "GITHUB_ACTIONS": "true"}

WITHOUT_TERMINAL = """
import sys
from deploy.connectors.clock.memory import MemoryClock
from deploy.engine.screen.opening import open_screen
open_screen(json=False, stdout=sys.stdout, stderr=sys.stderr, environ={}, clock=MemoryClock()).close()
print("rich" in sys.modules)
"""


def opened(stdout: io.StringIO | None, environ: Mapping[str, str], *, json: bool = False) -> Screen:
    """The screen for these circumstances."""
    return open_screen(json=json, stdout=stdout, stderr=io.StringIO(), environ=environ, clock=MemoryClock())


def test_a_terminal_gets_the_live_screen() -> None:
    """The one case in which Rich is loaded."""
    assert isinstance(opened(Paper(80), TERMINAL), RichScreen)


@pytest.mark.parametrize(
    "environ", [{}, {"TERM": ""}, {"TERM": "dumb"}, {"TERM": "unknown"}, {"TERM": "Dumb"}]
)
def test_a_terminal_that_cannot_move_its_cursor_gets_lines(environ: dict[str, str]) -> None:
    """Also where nobody said which terminal it is."""
    assert isinstance(opened(Paper(80), environ), PlainScreen)


@pytest.mark.parametrize("stdout", [io.StringIO(), None], ids=["pipe", "closed"])
def test_without_a_terminal_there_are_lines(stdout: io.StringIO | None) -> None:
    """A file, a pipe, or nothing at all."""
    assert isinstance(opened(stdout, TERMINAL), PlainScreen)


def test_github_gets_annotations_whatever_the_terminal() -> None:
    """A job may be given a pseudo-terminal."""
    assert isinstance(opened(Paper(80), ON_GITHUB), GithubScreen)


def test_json_comes_before_everything() -> None:
    """Whoever asked for it reads it with a program."""
    assert isinstance(opened(Paper(80), ON_GITHUB, json=True), JsonLinesScreen)


def test_with_json_the_error_stream_stays_empty() -> None:
    """A caller that joins both streams still reads JSON."""
    out, err = io.StringIO(), io.StringIO()
    screen = open_screen(json=True, stdout=out, stderr=err, environ=ON_GITHUB, clock=MemoryClock())
    screen.show(PROBLEM)
    assert "" == err.getvalue()
    assert 1 == out.getvalue().count("\n")


def test_only_a_terminal_pays_for_rich() -> None:
    """Opening any other screen leaves it unloaded."""
    run = subprocess.run([sys.executable, "-c", WITHOUT_TERMINAL], cwd=ROOT, capture_output=True, check=True)
    assert b"False\n" == run.stdout
