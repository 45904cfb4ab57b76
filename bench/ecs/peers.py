"""One deployment of an image by ecs-deploy, by the AWS CLI and by us, in turn, on one cluster of a rehearsal.

    python -m bench.ecs.peers [--rounds=3] [--tools=<folder with ecs and aws>] [--aws-pace]

Counted are the API calls of each command, from its start to its end. After the fact are the seconds between
the controller's having done what was awaited (at its end; for ours at each pause, too) and the call that sees
it. Theirs is a rolling deployment; ours is blue/green, verified through both doors, watched and confirmed.
Without `--tools` both are installed from the package index, into a folder that goes with the run.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

from bench.ecs.desk import BRISK, LONGEST, Desk, desk_in, surroundings
from bench.ecs.gateway import THROUGH, Gateway, gateway_of
from bench.ecs.judge import Judge
from bench.ecs.peer_service import PEER, make_peer, registered
from bench.ecs.recorder import Recorder
from rehearsal.lifecycle import environment

TOOLS = ("ecs-deploy", "awscli")
AWS_PACE = {"REHEARSAL_BALANCER_PACE": "1"}
AS_ON_AWS = {
    "interval_seconds = 0.5": "interval_seconds = 2",
    "start_seconds = 5": "start_seconds = 60",
    'LOG_LEVEL = "DEBUG"': 'STAND_IN_FAULT = "slow"\nSTAND_IN_SLOW_SECONDS = "30"',
}
"""The default outside the rehearsal, and a task that takes half a minute to start, as Fargate's do."""
LOOKS = ("DescribeServices", "DescribeServiceDeployments")
CALLS_AT_MOST = 1.5


@dataclass(frozen=True, slots=True)
class Run:
    """One deployment by one tool."""

    calls: tuple[str, ...]
    seconds: float
    busy: float
    """The seconds in which the controller worked."""
    lates: tuple[float, ...]
    """The seconds between what was awaited and the call that saw it, for each thing that was awaited."""

    @property
    def late(self) -> float:
        """All of them."""
        return sum(self.lates)

    @property
    def late_at_the_end(self) -> float:
        """Those after the last thing that was awaited, which is the one that all tools wait for."""
        return self.lates[-1] if self.lates else 0.0


@dataclass(frozen=True)
class Contest:
    """A desk on which all three deploy."""

    desk: Desk
    gateway: Gateway
    tools: Path

    def measured(self, service: str, words: list[list[str]]) -> Run:
        """Run the commands one after the other."""
        recorder = Recorder(self.desk, service)
        thread = Thread(target=recorder.run)
        thread.start()
        self.gateway.start()
        began = monotonic()
        try:
            for line in words:
                self._run(line)
            seconds = monotonic() - began
        finally:
            recorder.is_over.set()
            thread.join()
        looks = [at for at, name in zip(self.gateway.times, self.gateway.calls, strict=True) if name in LOOKS]
        lates = tuple(next((at for at in looks if at >= rest), rest) - rest for rest in recorder.rests)
        return Run(tuple(self.gateway.calls), seconds, recorder.busy, lates)

    def _run(self, line: list[str]) -> None:
        variables = surroundings() | environment(self.desk.state) | {"AWS_ENDPOINT_URL": self.gateway.address}
        done = subprocess.run(
            line,
            cwd=self.desk.folder,
            env=variables,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def ours(self, release: str) -> Run:
        """By us: the image is pushed already, as it is for the others."""
        for verb in ("build", "scan", "push"):
            self.desk.sure(verb, f"--release={release}")
        run = self.measured(self._service, [self.desk.argv("deploy-bluegreen", f"--release={release}")])
        Judge(self.desk).settled()
        return run

    def ecs_deploy(self, release: str) -> Run:
        """By ecs-deploy."""
        image = ["--image", self._container, f"{self._berth['repository']}:{release}"]
        line = [str(self.tools / "ecs"), "deploy", self._cluster, PEER, *image, "--timeout=120"]
        return self.measured(PEER, [line])

    def aws_cli(self, release: str) -> Run:
        """By the AWS CLI; that the definition is registered is not counted."""
        definition = registered(self.desk, f"{self._berth['repository']}:{release}")
        aws, cluster = str(self.tools / "aws"), ["--cluster", self._cluster]
        update = [aws, "ecs", "update-service", *cluster, f"--service={PEER}"]
        wait = [aws, "ecs", "wait", "services-stable", *cluster, f"--services={PEER}"]
        return self.measured(PEER, [[*update, f"--task-definition={definition}"], wait])

    @property
    def _berth(self) -> dict[str, Any]:
        return dict(self.desk.topology["berths"][0])

    @property
    def _cluster(self) -> str:
        return str(self.desk.topology["cluster"])

    @property
    def _service(self) -> str:
        return str(self._berth["service"])

    @property
    def _container(self) -> str:
        return self._service


def installed(folder: Path) -> Path:
    """Both tools from the package index, in an environment of their own."""
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *TOOLS], check=True, timeout=600)
    return folder / "bin"


def line(name: str, runs: list[Run]) -> str:
    """A line of the table."""

    def middle(pick: Callable[[Run], float]) -> float:
        return statistics.median(pick(run) for run in runs)

    return (
        f"{name:<36} {middle(lambda r: len(r.calls)):5.0f} calls  {middle(lambda r: r.seconds):6.1f} s  "
        f"controller {middle(lambda r: r.busy):5.1f} s  after the fact {middle(lambda r: r.late):5.2f} s, "
        f"at the end {middle(lambda r: r.late_at_the_end):5.2f} s"
    )


def contested(tools: Path, rounds: int, *, is_slow: bool) -> dict[str, list[Run]]:
    """All three in turn, so many rounds."""
    changes, pace = (BRISK | THROUGH | AS_ON_AWS, AWS_PACE) if is_slow else (BRISK | THROUGH, {})
    runs: dict[str, list[Run]] = {"swingbridge": [], "ecs-deploy": [], "aws update-service, wait": []}
    with (
        tempfile.TemporaryDirectory() as name,
        desk_in(Path(name), changes, pace=pace) as desk,
        gateway_of(desk) as gateway,
    ):
        desk.sure("deploy", "--release=v0")
        Judge(desk).settled()
        make_peer(desk, f"{desk.topology['berths'][0]['repository']}:v0")
        contest = Contest(desk, gateway, tools)
        for number in range(1, rounds + 1):
            runs["swingbridge"].append(contest.ours(f"v{number}"))
            runs["ecs-deploy"].append(contest.ecs_deploy(f"v{number}"))
            runs["aws update-service, wait"].append(contest.aws_cli(f"v{number}"))
    return runs


def main() -> int:
    """Print the table; 1 where we make too many calls, or wait longer than either."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--tools", type=Path)
    asked.add_argument(
        "--aws-pace", action="store_true", help="tasks, health checks and drains as slow as on AWS"
    )
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        tools = given.tools or installed(Path(name) / "tools")
        runs = contested(tools, given.rounds, is_slow=given.aws_pace)
    for tool, ones in runs.items():
        print(line(tool, ones))
        print("   ", ", ".join(f"{call} {n}" for call, n in Counter(ones[-1].calls).most_common()))
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    ours, deploy, cli = (
        [statistics.median(pick(r) for r in one) for pick in _PICKS] for one in runs.values()
    )
    return int(ours[0] > CALLS_AT_MOST * deploy[0] or ours[1] >= min(deploy[1], cli[1]))


_PICKS: tuple[Callable[[Run], float], ...] = (lambda run: len(run.calls), lambda run: run.late)

if __name__ == "__main__":
    sys.exit(main())
