"""The desk of the tests, where commands are timed, begun without being waited for, and disturbed."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from rehearsal.faults.client import FaultClient
from tests.platforms.ecs_service import desk
from tests.platforms.ecs_service.desk import ROOT, surroundings

__all__ = ["BRISK", "LONGEST", "ROOT", "Desk", "Ended", "desk_in", "surroundings"]

SYSTEM = "cost-simulator"
LONGEST = 180.0
BRISK = {
    "watch_seconds = 2": "watch_seconds = 0.5",
    "bake_seconds = 2": "bake_seconds = 0.5",
}
"""A deployment as short as can be: what is watched is watched, only not for long."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a typed command ended."""

    code: int
    seconds: float
    out: str


@dataclass(frozen=True)
class Desk(desk.Desk):
    """Where commands are typed."""

    def begun(self, *words: str) -> subprocess.Popen[str]:
        """Begin a line; its output comes through a pipe."""
        return subprocess.Popen(
            self.argv(*words),
            cwd=self.folder,
            env=surroundings(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def typed(self, *words: str, seconds: float = LONGEST) -> Ended:
        """Run a line to its end."""
        began = monotonic()
        process = self.begun(*words)
        try:
            out, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
            out += f"\nno end after {seconds:.0f} s"
        return Ended(process.returncode, monotonic() - began, out)

    def sure(self, *words: str) -> Ended:
        """Run a line that has to end well, or nothing that follows would mean anything."""
        ended = self.typed(*words)
        assert ended.code == 0, ended.out
        return ended

    @property
    def front(self) -> str:
        """The front door's address."""
        return self.door()["front_url"]

    @property
    def faults(self) -> FaultClient:
        """What can be made to go wrong."""
        return FaultClient(self.state.endpoint)

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 ships no types
        """An AWS client of the rehearsal."""
        return self.aws.client(service)


@contextmanager
def desk_in(
    folder: Path,
    changes: Mapping[str, str] | None = None,
    system: str = SYSTEM,
    pace: Mapping[str, str] | None = None,
) -> Iterator[Desk]:
    """Everything up, and nothing released yet; it all ends with the block."""
    with desk.opened(folder, system, *(changes or {}).items(), pace=pace) as made:
        yield Desk(made.folder, made.system)
