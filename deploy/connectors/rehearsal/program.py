"""The rehearsal through its state file and its own program."""

import json
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from deploy.connectors.process.port import Command, ProcessRunner, Result
from deploy.errors import ToolMissing

CONNECT_SECONDS = 2.0
START_SECONDS = 120.0
OURS = ("REHEARSAL_", "DOCKER_", "MOTO_")
"""The beginnings of the names by which a person tells the rehearsal how to run."""


class RehearsalProgram:
    """Starts `python -m rehearsal` as a person would, from the checkout that this program is in."""

    def __init__(self, processes: ProcessRunner, root: Path, state: Path, environ: Mapping[str, str]) -> None:
        self._processes = processes
        self._root = root
        self._state = state
        self._environ = environ

    def answers(self) -> bool:
        """Whether its port takes calls; a killed server leaves its state file behind."""
        place = urlsplit(str(self._told("endpoint")))
        try:
            with socket.create_connection((place.hostname, place.port or 0), CONNECT_SECONDS):
                return True
        except (OSError, ValueError):
            return False

    def runtime(self) -> str:
        """What it runs tasks as."""
        return str(self._told("runtime"))

    def start(self, system: str) -> None:
        """Bring it up with a system's landscape, or join it."""
        done = self._processes.run(self._command(system))
        if not done.is_ok:
            raise ToolMissing(
                "rehearsal-not-up",
                what="the rehearsal of this machine could not be started",
                why=_last_words(done),
                do=f"./inv rehearsal.up --app={system} shows what is wrong",
            )

    def _command(self, system: str) -> Command:
        checkout = Path(__file__).resolve().parents[3]
        return Command(
            (sys.executable, "-m", "rehearsal", "up", "--app", system),
            cwd=self._root,
            lets_through=tuple(name for name in self._environ if name.startswith(OURS)),
            variables=(("PYTHONPATH", str(checkout)),),
            deadline_seconds=START_SECONDS,
        )

    def _told(self, name: str) -> Any:  # noqa: ANN401 - JSON
        try:
            return json.loads(self._state.read_text(encoding="utf-8")).get(name, "")
        except (OSError, ValueError, AttributeError):
            return ""


def _last_words(done: Result) -> str:
    lines = [line.strip() for line in (*done.out.splitlines(), *done.err.splitlines()) if line.strip()]
    return lines[-1] if lines else f"its program {done.ending} and said nothing"
