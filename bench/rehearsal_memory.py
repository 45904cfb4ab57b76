"""Memory of the rehearsal's server: after a deploy, with every system's landscape up, and over many deploys.

    python -m bench.rehearsal_memory [--deploys 100]

Resident megabytes (VmRSS) of the server itself, and of the processes it has started for itself: the load
balancer, haproxy, PostgreSQL. Tasks are the system's own and are not counted.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from rehearsal import lifecycle
from rehearsal.faults.client import FaultClient

ROOT = Path(__file__).resolve().parents[1]
SYSTEM = "cost-simulator"
LONGEST = 180
AFTER_A_DEPLOY, ALL_UP = 250, 500
# A minute of hooks and bakes lasts so long; the platform's controller then costs no time.
MINUTE = "2"
SAMPLES = 10
# What the last deploys may have above the first ones: noise of the allocator, far below one deploy's records.
GROWTH = 5
HELPERS = ("rehearsal.balancer", "haproxy", "postgres", "redis-server")


@dataclass(frozen=True)
class Memory:
    """Megabytes now."""

    server: float
    helpers: float

    def __str__(self) -> str:
        """As it is printed."""
        return f"{self.server:.0f} MB (and {self.helpers:.0f} MB in its helpers)"


def memory(folder: Path) -> Memory:
    """What the running server of a folder takes."""
    state = lifecycle.status(folder / ".swingbridge/rehearsal")
    assert state is not None, "the rehearsal does not run"
    helpers = [pid for pid in _below(state.pid) if any(name in _line(pid) for name in HELPERS)]
    return Memory(_resident(state.pid), sum(map(_resident, helpers)))


def _below(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *_below(int(child))]
    return found


def _line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def deploy(folder: Path, number: int) -> float:
    """Release the next version; the seconds it took."""
    began = monotonic()
    must(folder, "deploy.tasks", "deploy", "--env=local", f"--app={SYSTEM}", f"--release=v{number}")
    return monotonic() - began


def run(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run one module's command in the folder."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")} | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )


def must(folder: Path, *words: str) -> None:
    """Run a command that has to work."""
    done = run(folder, *words)
    assert done.returncode == 0, f"{words}: {done.stdout[-2000:]}{done.stderr[-2000:]}"


def all_systems(folder: Path) -> None:
    """Every landscape that there is, and the memory with all of them."""
    for app in sorted(path.parent.name for path in (folder / "apps").glob("*/app.toml")):
        up = run(folder, "rehearsal", "up", "--app", app)
        print(f"  {app}: {'up' if up.returncode == 0 else 'none: ' + up.stderr.strip()}")
    print(f"all landscapes up: {memory(folder)}, limit {ALL_UP}")


def many(folder: Path, deploys: int) -> None:
    """Deploy again and again, and compare the first samples with the last."""
    state = lifecycle.status(folder / ".swingbridge/rehearsal")
    assert state is not None, "the rehearsal does not run"
    FaultClient(state.endpoint).act("ecs.pace", minute=MINUTE)
    seen: list[float] = []
    began = monotonic()
    for number in range(deploys):
        deploy(folder, number + 2)
        seen.append(memory(folder).server)
        if (number + 1) % SAMPLES == 0:
            last = statistics.median(seen[-SAMPLES:])
            print(f"  {number + 1} deploys, {monotonic() - began:.0f} s: {last:.1f} MB", flush=True)
    half = len(seen) // 2
    early, late = statistics.median(seen[half : half + SAMPLES]), statistics.median(seen[-SAMPLES:])
    print(f"over the last {len(seen) - half} of {deploys} deploys: {late - early:+.1f} MB, limit {GROWTH}")


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deploys", type=int, default=100)
    asked = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("apps", "docker"):
            shutil.copytree(ROOT / part, folder / part)
        try:
            must(folder, "rehearsal", "up", "--app", SYSTEM)
            print(f"server, landscape of {SYSTEM}: {memory(folder)}")
            print(f"a deploy took {deploy(folder, 1):.1f} s")
            print(f"after a deploy: {memory(folder)}, limit {AFTER_A_DEPLOY}")
            all_systems(folder)
            many(folder, asked.deploys)
        finally:
            must(folder, "rehearsal", "down", "--forget")


if __name__ == "__main__":
    main()
