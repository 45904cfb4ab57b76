"""The memory of a rollout: of a deploy, of one whose candidate writes gigabytes, and of a child that does.

    python -m bench.ecs.memory

Printed is the peak of resident memory of the process that was typed.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.ecs.bad_releases import settings
from bench.ecs.desk import LONGEST, ROOT, Desk, desk_in, surroundings

LIMIT_MEBIBYTES = 150.0
SHORT = {
    "healthy_seconds = 120": "healthy_seconds = 5",
    "no_progress_seconds = 60": "no_progress_seconds = 5",
}
WRITES = "for _ in range(10486): print(('x' * 99 + chr(10)) * 1024, end='')"
CHILD = f"""
import sys
from deploy.bootstrap import open_clock, open_processes
from deploy.connectors.process.port import Command
done = open_processes(open_clock(), lambda: None).run(Command((sys.executable, "-c", {WRITES!r})))
assert done.code == 0 and done.cut_characters > 1_000_000_000, done
"""
"""Our runner of children, over a child that writes a gigabyte."""


def peak(folder: Path, line: list[str]) -> tuple[int, float, str]:
    """Exit code, peak in MiB, and output of a command."""
    file = folder / "peak"
    done = subprocess.run(
        [sys.executable, "-m", "bench.ecs.shim", str(file), *line],
        cwd=folder,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    return done.returncode, int(file.read_text()) / 1024, done.stdout


def measured(desk: Desk) -> dict[str, tuple[int, float, str]]:
    """Each with the exit code that it has to end with."""
    return {
        "a deploy, exit 0": peak(desk.folder, desk.argv("deploy", "--release=v1")),
        "a deploy of a candidate that writes 1 GB a copy and never serves, exit 4": peak(
            desk.folder, desk.argv("deploy", "--release=v2-loud")
        ),
        "a rollback that has nowhere to go, exit 3": peak(desk.folder, desk.argv("rollback")),
        "a child that writes 1 GB, exit 0": peak(ROOT, [sys.executable, "-c", CHILD]),
    }


def main() -> int:
    """Print the peaks; 1 above the limit, or where something ended otherwise."""
    with tempfile.TemporaryDirectory() as name:
        patience = settings(0.5) | SHORT
        with desk_in(Path(name), patience) as desk:
            peaks = measured(desk)
    is_wrong = False
    for what, (code, mebibytes, out) in peaks.items():
        print(f"{what}: {mebibytes:.0f} MiB (limit {LIMIT_MEBIBYTES:.0f})")
        if not what.endswith(f"exit {code}"):
            print(f"it ended with {code}: {out}")
            is_wrong = True
        is_wrong = is_wrong or mebibytes > LIMIT_MEBIBYTES
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    return int(is_wrong)


if __name__ == "__main__":
    sys.exit(main())
