"""The very tasks that people type, against a rehearsal: real copies, a real door, ECS's controller."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from urllib.request import Request, urlopen

import pytest

from rehearsal import lifecycle

ROOT = Path(__file__).resolve().parents[3]
SYSTEM = "cost-simulator"
LONGEST = 120.0

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Desk:
    """A folder with the systems in it, and a rehearsal of its own."""

    folder: Path

    def argv(self, *words: str) -> list[str]:
        """A line as it is typed."""
        return [sys.executable, "-m", "deploy.tasks", words[0], "--env=local", *words[1:]]

    def inv(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a line to its end."""
        return subprocess.run(
            self.argv(*words),
            cwd=self.folder,
            env=surroundings(),
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )

    def code(self, *words: str) -> int:
        """The exit code of a line; its output is shown where a test fails."""
        ended = self.inv(*words)
        sys.stdout.write(ended.stdout + ended.stderr)
        return ended.returncode

    def answers(self) -> str:
        """Which release the front door answers as."""
        with urlopen(f"{self.front}/health", timeout=5) as answer:  # noqa: S310 - loopback
            return str(json.loads(answer.read())["release"])

    @property
    def front(self) -> str:
        """The front door's address."""
        from rehearsal.landscape.aws import towards  # noqa: PLC0415 - boto3 is slow to load

        state = lifecycle.status(self.folder / ".swingbridge/rehearsal")
        assert state is not None
        name = f"/swingbridge/{SYSTEM}/local/topology"
        text = towards(state).client("ssm").get_parameter(Name=name)["Parameter"]["Value"]
        return str(json.loads(text)["berths"][0]["door"]["front_url"])

    def pace(self, minute: int) -> None:
        """Let a minute of the deployment controller last so many seconds."""
        state = lifecycle.status(self.folder / ".swingbridge/rehearsal")
        assert state is not None
        address = f"{state.endpoint}/_rehearsal/actions/ecs.pace"
        with urlopen(Request(address, data=json.dumps({"minute": str(minute)}).encode()), timeout=5):  # noqa: S310 - loopback
            return


def surroundings() -> dict[str, str]:
    """Our environment without any AWS of the person's own."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return ours | {"PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Everything up, and nothing released yet."""
    folder = tmp_path_factory.mktemp("desk")
    for part in ("apps", "docker"):
        shutil.copytree(ROOT / part, folder / part)
    up = [sys.executable, "-m", "rehearsal", "up", "--app", SYSTEM]
    subprocess.run(up, cwd=folder, env=surroundings(), check=True, capture_output=True, timeout=LONGEST)
    made = Desk(folder)
    try:
        yield made
    finally:
        lifecycle.down(folder / ".swingbridge/rehearsal", keep=False)


def test_a_release_goes_live_a_wrong_one_does_not_and_rollback_needs_no_argument(desk: Desk) -> None:
    """The whole way from sources, a release that is pushed, one that answers as another, and the way back."""
    assert 0 == desk.code("deploy", "--release=v1")
    assert "v1" == desk.answers()
    for verb in ("build", "push", "deploy"):
        assert 0 == desk.code(verb, "--release=v2")
    assert 4 == desk.code("deploy", "--release=v3-wrong")
    assert "v2" == desk.answers()
    assert 0 == desk.code("rollback")
    assert "v1" == desk.answers()


def test_a_killed_deployer_needs_no_help_the_controller_takes_the_traffic_back(desk: Desk) -> None:
    """SIGKILL while the new release has all the traffic, unconfirmed, and nobody comes back."""
    before = desk.answers()
    desk.pace(3)
    other = "v1" if before == "v2" else "v2"
    words = desk.argv(
        "deploy", f"--release={other}", "--json", "--override=release-is-older", "--reason=drill"
    )
    run = subprocess.Popen(words, cwd=desk.folder, env=surroundings(), stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    for line in run.stdout:
        said = json.loads(line)
        if said["event"] == "traffic" and said["candidate_share"] == 100:
            run.send_signal(signal.SIGKILL)
            break
    run.wait(LONGEST)
    run.stdout.close()

    assert -signal.SIGKILL == run.returncode
    assert before == eventually_answers(desk, before)


def eventually_answers(desk: Desk, release: str) -> str:
    """What the front door answers once it answers as that release, or in the end."""
    until = monotonic() + 60
    while (seen := desk.answers()) != release and monotonic() < until:
        sleep(0.2)
    return seen
