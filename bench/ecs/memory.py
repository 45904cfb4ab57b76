"""The memory of a rollout: of a deploy, of one whose candidate writes gigabytes, and of a child that does.

    python -m bench.ecs.memory

Printed is the peak of resident memory of the process that was typed.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.ecs.bad_releases import settings
from bench.ecs.desk import LONGEST, Desk, desk_in, surroundings

LIMIT_MEBIBYTES = 150.0
LONG = {
    "healthy_seconds = 120": "healthy_seconds = 90",
    "no_progress_seconds = 60": "no_progress_seconds = 90",
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


@dataclass(frozen=True, slots=True)
class Line:
    """A command, and how it may end: a candidate that is busy writing may come too late to be called well."""

    what: str
    argv: list[str]
    codes: tuple[int, ...]


def lines(desk: Desk) -> tuple[Line, ...]:
    """What is measured."""
    loud = desk.argv("deploy", "--release=v2-loud")
    return (
        Line("a deploy", desk.argv("deploy", "--release=v1"), (0,)),
        Line("a deploy of a candidate that writes 1 GB a copy", loud, (0, 4)),
        Line("a deploy that is reverted", desk.argv("deploy", "--release=v3-wrong"), (4,)),
        Line("a child of ours that writes 1 GB", [sys.executable, "-c", CHILD], (0,)),
    )


def main() -> int:
    """Print the peaks; 1 above the limit, or where something ended otherwise."""
    is_wrong = False
    with tempfile.TemporaryDirectory() as name, desk_in(Path(name), settings(0.5) | LONG) as desk:
        for line in lines(desk):
            code, mebibytes, out = peak(desk.folder, line.argv)
            print(
                f"{line.what}: {mebibytes:.0f} MiB, exit {code} (limit {LIMIT_MEBIBYTES:.0f} MiB)", flush=True
            )
            if code not in line.codes:
                print(out)
            is_wrong = is_wrong or code not in line.codes or mebibytes > LIMIT_MEBIBYTES
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    return int(is_wrong)


if __name__ == "__main__":
    sys.exit(main())
