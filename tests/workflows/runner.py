"""A job's line as the runner of GitHub Actions starts it, and as it ends it when somebody presses cancel."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from tests.workflows.reading import ROOT

STARTS_OUR_PYTHON = f"""#!/bin/sh
exec "{sys.executable}" "$@"
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a cancelled step ended: its code, after which signal, and how many processes had to be killed."""

    code: int
    after: signal.Signals
    seconds: float
    left_over: int


def checked_out(folder: Path) -> Path:
    """A folder as after checkout and install: the door, its packages, and the systems."""
    shutil.copytree(ROOT / "apps", folder / "apps")
    add_door(folder)
    return folder


def add_door(folder: Path) -> None:
    """Put the door and its packages into a folder with systems."""
    for part in ("inv", "uv.lock"):
        shutil.copy2(ROOT / part, folder / part)
    python = folder / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(STARTS_OUR_PYTHON)
    python.chmod(0o755)
    shutil.copy2(ROOT / "uv.lock", folder / ".venv/uv.lock")
    (folder / ".venv/extras").write_text("rehearsal dev\n")


class Step:
    """A step that runs: a script in a file, and `bash -e` as the entry process."""

    def __init__(self, folder: Path, line: str, variables: Mapping[str, str]) -> None:
        script = folder / ".swingbridge" / "step.sh"
        script.parent.mkdir(exist_ok=True)
        script.write_text(line)
        ours = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "GITHUB_", "ACTIONS_"))}
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            [str(shutil.which("bash")), "-e", str(script)],
            cwd=folder,
            env=ours | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "160", **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait_for_step(self, name: str) -> None:
        """Read until a step whose name begins so has begun."""
        begun = re.compile(rf"step +\d+/\d+ {re.escape(name)}")
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line)
            if begun.search(line):
                return
        raise AssertionError(f"{name!r} did not begin; said was:\n{''.join(self.lines)}")

    def cancel(self) -> Ended:
        """SIGINT to the entry process, 7.5 s, SIGTERM, 2.5 s, SIGKILL; what is left of the tree is killed."""
        began, family = monotonic(), tree(self._process.pid)
        for number, seconds in _PATIENCE:
            self._process.send_signal(number)
            if self._is_over(seconds):
                break
        seconds = monotonic() - began
        left_over = sum(_killed(process) for process in family[1:])
        self.close()
        return Ended(self._process.returncode, number, seconds, left_over)

    def close(self) -> None:
        """Leave nothing behind."""
        if self._process.poll() is None:
            for process in tree(self._process.pid):
                _killed(process)
        self._process.wait()
        if self._process.stdout is not None and not self._process.stdout.closed:
            self.lines += self._process.stdout.readlines()
            self._process.stdout.close()

    def _is_over(self, seconds: float) -> bool:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


_PATIENCE = ((signal.SIGINT, 7.5), (signal.SIGTERM, 2.5), (signal.SIGKILL, 2.5))


def _killed(process: int) -> bool:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def tree(root: int) -> list[int]:
    """A process and everything below it, whatever session it is in."""
    below: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        below.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [root]
    for process in found:
        found += below.get(process, [])
    return found
