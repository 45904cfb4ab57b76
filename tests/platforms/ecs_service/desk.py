"""A folder with the systems in it, and a rehearsal of its own, for tests that type what people type."""

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
from time import monotonic, sleep
from typing import Any
from urllib.request import Request, urlopen

from rehearsal import lifecycle
from rehearsal.landscape.aws import Aws, towards
from rehearsal.state.file import State

ROOT = Path(__file__).resolve().parents[3]
LONGEST = 120.0


@dataclass(frozen=True)
class Desk:
    """One system on a rehearsal of its own."""

    folder: Path
    system: str

    def argv(self, *words: str) -> list[str]:
        """A line as it is typed."""
        asked = ["--env=local", f"--app={self.system}", *words[1:]]
        return [sys.executable, "-m", "deploy.tasks", words[0], *asked]

    def inv(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a line to its end; its output is shown where a test fails."""
        ended = subprocess.run(
            self.argv(*words),
            cwd=self.folder,
            env=surroundings(),
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
        sys.stdout.write(ended.stdout + ended.stderr)
        return ended

    def code(self, *words: str) -> int:
        """The exit code of a line."""
        return self.inv(*words).returncode

    def answers(self, component: str = "") -> str:
        """Which release the front door of a component answers as; the first one's without a name."""
        with urlopen(f"{self.door(component)['front_url']}/health", timeout=5) as answer:  # noqa: S310 - loopback
            return str(json.loads(answer.read())["release"])

    def door(self, component: str = "") -> dict[str, str]:
        """The door of a component."""
        berths = [berth for berth in self.topology["berths"] if berth["door"]]
        found: dict[str, str] = next(b["door"] for b in berths if component in {"", b["component"]})
        return found

    @cached_property
    def topology(self) -> dict[str, Any]:
        """What stands under the system."""
        name = f"/swingbridge/{self.system}/local/topology"
        text = self.aws.client("ssm").get_parameter(Name=name)["Parameter"]["Value"]
        found: dict[str, Any] = json.loads(text)
        return found

    @property
    def aws(self) -> Aws:
        """The account, as its owner reaches it."""
        return towards(self.state)

    @property
    def state(self) -> State:
        """The rehearsal that runs here."""
        found = lifecycle.status(self.folder / ".swingbridge/rehearsal")
        assert found is not None
        return found

    def pace(self, minute: int) -> None:
        """Let a minute of the deployment controller last so many seconds."""
        address = f"{self.state.endpoint}/_rehearsal/actions/ecs.pace"
        with urlopen(Request(address, data=json.dumps({"minute": str(minute)}).encode()), timeout=5):  # noqa: S310 - loopback
            return

    def service(self, component: str) -> dict[str, Any]:
        """The service of a component, as ECS shows it."""
        name = next(b["service"] for b in self.topology["berths"] if b["component"] == component)
        cluster = self.topology["cluster"]
        found: dict[str, Any] = self.aws.client("ecs").describe_services(cluster=cluster, services=[name])[
            "services"
        ][0]
        return found

    def deployments(self, component: str) -> list[tuple[str, str]]:
        """Name and status of each deployment of a component, the newest first."""
        named = {"cluster": self.topology["cluster"], "service": self.service(component)["serviceName"]}
        found = self.aws.client("ecs").list_service_deployments(**named)["serviceDeployments"]
        return [(one["serviceDeploymentArn"], one["status"]) for one in found]

    def eventually_answers(self, release: str) -> str:
        """What the front door answers once it answers as that release, or in the end."""
        until = monotonic() + LONGEST / 2
        while (seen := self.answers()) != release and monotonic() < until:
            sleep(0.2)
        return seen


def change(folder: Path, system: str, old: str, new: str) -> None:
    """Change the system's local settings."""
    local = folder / "apps" / system / "local.toml"
    text = local.read_text()
    assert old in text
    local.write_text(text.replace(old, new))


def surroundings() -> dict[str, str]:
    """Our environment without any AWS of the person's own."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return ours | {"PYTHONPATH": str(ROOT)}


@contextmanager
def opened(
    folder: Path, system: str, *changes: tuple[str, str], pace: Mapping[str, str] | None = None
) -> Iterator[Desk]:
    """Everything up, and nothing released yet; changes are made in the system's local settings.

    The pace is what the rehearsal's environment says of how fast its time runs.
    """
    for part in ("apps", "docker"):
        shutil.copytree(ROOT / part, folder / part)
    for old, new in changes:
        change(folder, system, old, new)
    up = [sys.executable, "-m", "rehearsal", "up", "--app", system]
    paced = surroundings() | dict(pace or {})
    subprocess.run(up, cwd=folder, env=paced, check=True, capture_output=True, timeout=LONGEST)
    try:
        yield Desk(folder, system)
    finally:
        lifecycle.down(folder / ".swingbridge/rehearsal", keep=False)
