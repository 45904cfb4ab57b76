"""From nothing to a verified release on the AWS of this machine, and the seconds that each part takes.

python -m bench.quickstart           with what is installed here
python -m bench.quickstart --clone   from a fresh clone, installing everything
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

ROOT = Path(__file__).resolve().parents[1]
PYTHON = (sys.executable, "-m")
LONGEST = 300
FIRST, SECOND, CLONE = 20.0, 10.0, 120.0
"""The goals, in seconds."""


def run(folder: Path, *words: str) -> float:
    """Run one line in the folder; the seconds it took."""
    own = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
    if words[:2] == PYTHON:
        own["PYTHONPATH"] = str(ROOT)
    began = monotonic()
    subprocess.run(words, cwd=folder, env=own, check=True, stdout=subprocess.DEVNULL, timeout=LONGEST)
    return monotonic() - began


def installed(folder: Path) -> Iterator[tuple[str, float, float]]:
    """With the rehearsal down, each line's name, seconds and goal."""
    for part in ("apps", "docker"):
        shutil.copytree(ROOT / part, folder / part)
    try:
        deploy = (*PYTHON, "deploy.tasks", "deploy", "--env=local")
        yield "from nothing to a verified release", run(folder, *deploy, "--release=v1"), FIRST
        yield "a second deploy", run(folder, *deploy, "--release=v2"), SECOND
        yield "a rollback, cold", run(folder, *PYTHON, "deploy.tasks", "rollback", "--env=local"), 0
    finally:
        run(folder, *PYTHON, "rehearsal", "down", "--forget")


def cloned(folder: Path) -> Iterator[tuple[str, float, float]]:
    """One figure: clone, install and release, by the two lines that the README gives."""
    clone = folder / "clone"
    try:
        seconds = run(folder, "git", "clone", "--quiet", str(ROOT), str(clone))
        seconds += run(clone, "./inv", "deploy", "--env=local", "--release=v1")
        yield "from a fresh clone to a verified release", seconds, CLONE
    finally:
        if (clone / ".venv").exists():
            run(clone, "./inv", "rehearsal.down", "--words=--forget")


def main() -> None:
    """Print the seconds of each part beside its goal, and the load of the machine."""
    measured: Callable[[Path], Iterator[tuple[str, float, float]]]
    measured = cloned if "--clone" in sys.argv[1:] else installed
    with TemporaryDirectory() as name:
        for part, seconds, goal in measured(Path(name)):
            print(f"{part}: {seconds:.1f} s" + (f"  (goal {goal:.0f} s)" if goal else ""))
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
