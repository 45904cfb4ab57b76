"""Children for these tests, and a runner in the real world that starts them."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from deploy.connectors.clock.system import SystemClock
from deploy.connectors.process.port import Command
from deploy.connectors.process.runner import ChildRunner, Surroundings
from deploy.errors import Stopped
from deploy.model.secret import Redaction, Secret

SECRET = Secret("hunter2/hunter2")
# Notes every signal in a file; ends at the one that it is told.
STUBBORN = """
import os, signal, sys, time


def note(number, frame):
    with open(sys.argv[1], "a") as file:
        file.write(signal.Signals(number).name + " ")
    if signal.Signals(number).name == sys.argv[2]:
        print("goodbye", flush=True)
        os._exit(0)
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, note)
print("ready", os.getpid(), flush=True)
while True:
    time.sleep(60)
"""


class Wish:
    """A person's wish to stop, once something was seen."""

    def __init__(self, is_due: Callable[[], bool]) -> None:
        self._is_due = is_due

    def check(self) -> None:
        """Raise as soon as it is due."""
        if self._is_due():
            raise Stopped("stopped-by-signal", what="stopped", why="a test", do="nothing")


def never() -> None:
    """Let the run go on."""


def runner(check: Callable[[], None] = never, **environ: str) -> ChildRunner:
    """A runner in the real world that knows one secret."""
    known = Redaction.of([SECRET])
    return ChildRunner(Surroundings(SystemClock(), os.environ | environ, check, lambda: known))


def python(code: str, *words: str, grace: float = 0.5, **bounds: float) -> Command:
    """A command that runs that code."""
    argv = (sys.executable, "-u", "-c", code, *words)
    deadline = bounds.get("deadline", 60)
    return Command(
        argv,
        grace_seconds=grace,
        deadline_seconds=deadline,
        no_progress_seconds=bounds.get("no_progress", 60),
    )


def is_gone(pid: int) -> bool:
    """Whether no such process runs; waits a little, for the system takes a moment."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        stat = Path(f"/proc/{pid}/stat")
        try:
            if stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.01)
    return False
