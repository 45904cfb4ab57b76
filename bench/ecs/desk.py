"""A desk: a folder with the systems in it, a rehearsal of its own, and commands typed there."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.request import urlopen

from rehearsal import lifecycle
from rehearsal.faults.client import FaultClient
from rehearsal.requests.entry import Entry
from rehearsal.requests.log import read_log
from rehearsal.state.file import State

ROOT = Path(__file__).resolve().parents[2]
SYSTEM = "cost-simulator"
LONGEST = 180.0
REHEARSAL = Path(".swingbridge/rehearsal")
BRISK = {
    "watch_seconds = 2": "watch_seconds = 0.5",
    "bake_seconds = 2": "bake_seconds = 0.5",
    "drain_seconds = 10\n": "drain_seconds = 200\n",
}
"""A deployment as short as can be: what is watched is watched, only not for long. The drain has to be longer
than streams of five seconds; the rehearsal's runs 20 times faster than it is told."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a typed command ended."""

    code: int
    seconds: float
    out: str
    peak_mebibytes: float = 0.0


@dataclass(frozen=True)
class Desk:
    """Where commands are typed."""

    folder: Path
    system: str = SYSTEM

    def argv(self, *words: str) -> list[str]:
        """A line as it is typed."""
        return [sys.executable, "-m", "deploy.tasks", words[0], "--env=local", *self._app, *words[1:]]

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

    def code(self, *words: str) -> int:
        """The exit code of a line; its output is shown where a test fails."""
        ended = self.typed(*words)
        sys.stdout.write(ended.out)
        return ended.code

    def sure(self, *words: str) -> Ended:
        """Run a line that has to end well, or nothing that follows would mean anything."""
        ended = self.typed(*words)
        assert ended.code == 0, ended.out
        return ended

    def answers(self) -> str:
        """Which release the front door answers as."""
        with urlopen(f"{self.front}/health", timeout=5) as answer:  # noqa: S310 - loopback
            return str(json.loads(answer.read())["release"])

    @cached_property
    def topology(self) -> Mapping[str, Any]:
        """What the landscape says stands where."""
        name = f"/swingbridge/{self.system}/local/topology"
        return dict(json.loads(self.client("ssm").get_parameter(Name=name)["Parameter"]["Value"]))

    @cached_property
    def front(self) -> str:
        """The front door's address."""
        return str(self.topology["berths"][0]["door"]["front_url"])

    @property
    def state(self) -> State:
        """Where the rehearsal answers."""
        state = lifecycle.status(self.folder / REHEARSAL)
        assert state is not None, f"no rehearsal runs in {self.folder}"
        return state

    @property
    def faults(self) -> FaultClient:
        """What can be made to go wrong."""
        return FaultClient(self.state.endpoint)

    def pace(self, minute: float) -> None:
        """Let a minute of the deployment controller last so many seconds."""
        self.faults.act("ecs.pace", minute=str(minute))

    def calls(self) -> list[Entry]:
        """Every API call so far, oldest first."""
        return read_log(Path(self.state.requests))

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 ships no types
        """An AWS client of the rehearsal."""
        from rehearsal.landscape.aws import towards  # noqa: PLC0415 - boto3 is slow to load

        return towards(self.state).client(service)

    @property
    def _app(self) -> tuple[str, ...]:
        return () if self.system == SYSTEM else (f"--app={self.system}",)


def surroundings() -> dict[str, str]:
    """Our environment without any AWS of the person's own."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return ours | {"PYTHONPATH": str(ROOT)}


def changed(folder: Path, system: str, changes: Mapping[str, str]) -> None:
    """Change the local settings of a system; every old text has to be there once."""
    path = folder / "apps" / system / "local.toml"
    text = path.read_text()
    for old, new in changes.items():
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        text = text.replace(old, new)
    path.write_text(text)


@contextmanager
def desk_in(
    folder: Path,
    changes: Mapping[str, str] | None = None,
    system: str = SYSTEM,
    pace: Mapping[str, str] | None = None,
) -> Iterator[Desk]:
    """Everything up, and nothing released yet; it all ends with the block.

    The pace is what the rehearsal's environment says of how fast its time runs.
    """
    for part in ("apps", "docker"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    changed(folder, system, changes or {})
    up = [sys.executable, "-m", "rehearsal", "up", "--app", system]
    try:
        subprocess.run(
            up,
            cwd=folder,
            env=surroundings() | dict(pace or {}),
            check=True,
            capture_output=True,
            timeout=LONGEST,
        )
        yield Desk(folder, system)
    finally:
        lifecycle.down(folder / REHEARSAL, keep=False)
