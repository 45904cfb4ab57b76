"""Rows 17, 18 and 80 to 85 of the table of bad inputs, as far as children and signals go, with real ones."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.connectors.clock.system import SystemClock
from deploy.connectors.process.port import Command, Result
from deploy.connectors.process.runner import ChildRunner, Surroundings
from deploy.errors import ExitCode, UsageError
from deploy.model.secret import Redaction, Secret

ROOT = Path(__file__).parents[2]
GIBIBYTE = 1024**3
# A task that takes a child, on the stage that every task gets.
RUN = """
import sys
from deploy.connectors.process.port import Command
from deploy.errors import ExitCode
from deploy.tasks.asked import Asked
from deploy.tasks.stagehand import Stagehand

def inside(visit):
    child = Command((sys.executable, "-u", "-c", *sys.argv[1:]), grace_seconds=3)
    visit.processes.run(child, lambda line: print(line, flush=True))
    return ExitCode.DONE

sys.exit(Stagehand(Asked()).perform(inside))
"""
# Notes each interrupt in a file and obeys it, or does not.
CHILD = """
import os, signal, sys, time
def note(number, frame):
    with open(sys.argv[1], "a") as file:
        file.write("INT ")
    if sys.argv[2] == "obeys":
        os._exit(130)
signal.signal(signal.SIGINT, note)
print("child", os.getpid(), flush=True)
while True:
    time.sleep(60)
"""

ENDLESS = """
import sys
block = (b"x" * 4094 + b"\\0\\xff") * 256
for _ in range(1024):
    sys.stdout.buffer.write(block)
sys.stdout.buffer.write(b"the end")
"""
# Runs a child in a fresh process, so that the peak is the runner's own.
MEASURED = """
import json, os, resource, sys
from deploy.connectors.clock.system import SystemClock
from deploy.connectors.process.port import Command
from deploy.connectors.process.runner import ChildRunner, Surroundings
from deploy.model.secret import Redaction, Secret

known = Redaction.of([Secret("a secret"), Secret("another")])
surroundings = Surroundings(SystemClock(), os.environ, lambda: None, lambda: known)
result = ChildRunner(surroundings).run(Command((sys.executable, "-c", sys.argv[1])))
if sys.platform == "linux":  # here getrusage would tell the peak of whoever forked us, if that was higher
    lines = open("/proc/self/status").read().splitlines()
    peak = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
seen = {"code": result.code, "kept": len(result.out), "cut": result.cut_characters}
print(json.dumps(seen | {"end": result.out[-10:], "peak_bytes": peak}))
"""


class Run:
    """A run in a process of its own, with a child that is under way."""

    def __init__(self, process: subprocess.Popen[str], noted: Path) -> None:
        self.process = process
        self.noted = noted
        self.child = int(self.next_line().split()[1])

    def next_line(self) -> str:
        """The next line that the run prints."""
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def until_noted(self) -> None:
        """Return once the child had its signal."""
        end = time.monotonic() + 10
        while not self.noted.exists():
            assert time.monotonic() < end, "the child had no signal"
            time.sleep(0.01)

    def child_is_gone(self) -> bool:
        """Whether the child ends within a few seconds."""
        end = time.monotonic() + 5
        while Path(f"/proc/{self.child}").exists() and time.monotonic() < end:
            time.sleep(0.01)
        return not Path(f"/proc/{self.child}").exists()


@contextmanager
def under_way(tmp_path: Path, manner: str) -> Iterator[Run]:
    """A run whose child obeys an interrupt, or does not."""
    noted = tmp_path / "noted"
    argv = [sys.executable, "-c", RUN, CHILD, str(noted), manner]
    pipe, same = subprocess.PIPE, subprocess.STDOUT
    with subprocess.Popen(argv, cwd=ROOT, stdout=pipe, stderr=same, text=True) as process:
        try:
            yield Run(process, noted)
        finally:
            process.kill()


def ran(*argv: str, redaction: Redaction | None = None) -> Result:
    """What the real runner makes of a command."""
    surroundings = Surroundings(SystemClock(), os.environ, lambda: None, lambda: redaction or Redaction())
    return ChildRunner(surroundings).run(Command(argv))


def test_row_17_escape_sequences_in_the_output_of_a_child_do_not_reach_the_terminal() -> None:
    """Titles, cursor moves and colours are gone; the text is there."""
    result = ran("printf", r"\033]0;owned\007\033[2J\033[31mred\033[0m \033[5n\n")

    assert (0, "red \n") == (result.code, result.out)


def test_row_18_secret_passed_as_an_argument_is_refused_before_use(tmp_path: Path) -> None:
    """It tells of standard input or a file, says to rotate it, and shows nothing of it."""
    with pytest.raises(UsageError) as refused:
        ran(
            "touch",
            str(tmp_path / "touched"),
            "--pw=tr0ub4dor",
            redaction=Redaction.of([Secret("tr0ub4dor")]),
        )

    error = refused.value
    assert ExitCode.USAGE == error.exit_code
    assert "standard input or in a file" in error.do
    assert "rotate it" in error.do
    assert "tr0ub4dor" not in f"{error.what} {error.why} {error.do}"
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_rows_80_and_82_signal_stops_the_run_and_its_child(tmp_path: Path, name: str) -> None:
    """At once it says so; the child is interrupted once; exit 8, and nobody is left."""
    with under_way(tmp_path, "obeys") as run:
        sent = time.monotonic()
        run.process.send_signal(signal.Signals[name])
        said = run.next_line()
        told_after = time.monotonic() - sent
        out, _ = run.process.communicate(timeout=10)

    assert f"{name}: stopping" in said + out  # whichever thread comes first
    assert told_after < 3
    assert "stopped-by-signal" in said + out
    assert f"why: {name} asked for it" in said + out
    assert ExitCode.STOPPED == run.process.returncode
    assert "INT " == run.noted.read_text()
    assert run.child_is_gone()


def test_row_81_second_interrupt_leaves_and_says_what_still_runs(tmp_path: Path) -> None:
    """A child that does not obey is named, with where to look; the run does not wait for it."""
    with under_way(tmp_path, "does not obey") as run:
        run.process.send_signal(signal.SIGINT)
        run.until_noted()
        time.sleep(0.3)  # what comes within 0.2 s is the same wish, sent to process and group
        sent = time.monotonic()
        run.process.send_signal(signal.SIGINT)
        said, _ = run.process.communicate(timeout=10)
        took = time.monotonic() - sent
        os.kill(run.child, signal.SIGKILL)

    assert ExitCode.STOPPED == run.process.returncode
    assert took < 5
    assert f"(process {run.child})" in said
    assert "inv status" in said


def test_row_82_cancelled_job_ends_inside_the_ten_seconds_of_the_build_server(tmp_path: Path) -> None:
    """INT, and TERM 7.5 s later: even a child that obeys neither is gone before the KILL at 10 s."""
    with under_way(tmp_path, "does not obey") as run:
        sent = time.monotonic()
        run.process.send_signal(signal.SIGINT)
        run.process.communicate(timeout=10)
        took = time.monotonic() - sent

    assert ExitCode.STOPPED == run.process.returncode
    assert took < 9
    assert run.child_is_gone()


def test_row_82_killed_run_leaves_no_child(tmp_path: Path) -> None:
    """Against kill -9 there is only the system: it interrupts the child for us."""
    with under_way(tmp_path, "obeys") as run:
        run.process.kill()

        assert run.child_is_gone()
    assert "INT " == run.noted.read_text()


def test_row_83_child_that_asks_gets_no_answer_instead_of_hanging() -> None:
    """Its standard input is empty, and it has no terminal to ask on."""
    result = ran("sh", "-c", "read answer; echo got=$answer; : < /dev/tty")

    assert "got=\n" == result.out
    assert "/dev/tty" in result.err


def test_row_84_broken_pipe_of_ours_does_not_leave_the_child(tmp_path: Path) -> None:
    """Whoever shows the lines may fail; the child is still ended and reaped."""
    pids: list[int] = []

    def show(line: str) -> None:
        pids.append(int(line))
        raise BrokenPipeError

    surroundings = Surroundings(SystemClock(), os.environ, lambda: None, Redaction)
    with pytest.raises(BrokenPipeError):
        ChildRunner(surroundings).run(Command(("sh", "-c", "echo $$; exec sleep 60"), cwd=tmp_path), show)

    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


@pytest.mark.slow
def test_row_85_endless_line_of_a_child_takes_bounded_memory() -> None:
    """One GiB with NUL and broken UTF-8, no line feed: 64 MiB at most, and the tail is there."""
    argv = [sys.executable, "-c", MEASURED, ENDLESS]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout)

    assert 0 == seen["code"]
    assert GIBIBYTE + len("the end") == seen["kept"] + seen["cut"]
    assert "x\ufffd\ufffdthe end" == seen["end"]
    assert seen["peak_bytes"] < 64 * 1024**2


def test_row_85_output_that_is_no_text_is_shown_with_replacement_characters() -> None:
    """NUL and broken UTF-8 neither end the run nor reach the terminal."""
    result = ran("printf", r"a\000b\377c\342\202")

    assert (0, "a\ufffdb\ufffdc\ufffd") == (result.code, result.out)
