"""A reader who goes away, and a stream that cannot write what it should."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.engine.screen.outlet import Outlet

ROOT = Path(__file__).parents[3]
TALKATIVE = """
import os, sys
from deploy.connectors.clock.memory import MemoryClock
from deploy.engine.events import Said
from deploy.engine.screen.opening import open_screen
json = "--json" in sys.argv
screen = open_screen(json=json, stdout=sys.stdout, stderr=sys.stderr, environ={}, clock=MemoryClock())
for number in range(20_000):
    screen.show(Said(f"line {number}"))
screen.close()
print("a stray print")
os.write(2, b"the run went on")
sys.exit(4)
"""


class Failing(io.StringIO):
    """A stream that fails in a given way."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error: Exception | None = error

    def write(self, text: str) -> int:
        """Fail until told otherwise."""
        if self.error is not None:
            raise self.error
        return super().write(text)


@pytest.mark.parametrize("flags", [[], ["--json"]], ids=["plain", "json"])
def test_bad_input_84_a_reader_who_leaves_does_not_stop_the_run(flags: list[str]) -> None:
    """Like `| head -1`: the exit code stays the run's own, and nothing is said about pipes."""
    command = [sys.executable, "-c", TALKATIVE, *flags]
    run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.stdout is not None
    assert run.stderr is not None
    with run, run.stdout as reader:
        assert b"line 0" in reader.readline()
        reader.close()
        assert b"the run went on" == run.stderr.read()
    assert run.returncode == 4


def test_bad_input_84_a_closed_stdout_does_not_stop_the_run() -> None:
    """Like `>&-`."""
    command = ["/bin/sh", "-c", 'exec "$0" -c "$1" >&-', sys.executable, TALKATIVE]
    run = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, check=False)
    assert (4, b"the run went on") == (run.returncode, run.stderr)


@pytest.mark.parametrize("error", [BrokenPipeError(), OSError(28, "no space left"), ValueError("closed")])
def test_a_stream_that_fails_for_good_is_left_alone(error: Exception) -> None:
    """After the first failure nothing is tried any more."""
    stream = Failing(error)
    outlet = Outlet(stream)
    outlet.line("first")
    stream.error = None
    outlet.line("second")
    assert outlet.is_silent
    assert "" == stream.getvalue()


@pytest.mark.parametrize("error", [BlockingIOError(), RuntimeError("reentrant call inside")])
def test_a_stream_that_is_busy_loses_one_text_only(error: Exception) -> None:
    """A full non-blocking pipe, or a signal handler in the middle of a write."""
    stream = Failing(error)
    outlet = Outlet(stream)
    outlet.line("first")
    stream.error = None
    outlet.line("second")
    assert "second\n" == stream.getvalue()


def test_what_the_encoding_lacks_is_spelled_out() -> None:
    """A log in ASCII still gets every line."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    Outlet(stream).line("✓ Zürich")
    assert rb"\u2713 Z\xfcrich" + b"\n" == raw.getvalue()


def test_a_closed_stream_is_no_terminal() -> None:
    """Asking a closed stream does not raise."""
    stream = io.StringIO()
    stream.close()
    assert not Outlet(stream).isatty()
