"""From nothing to a verified release on the AWS of this machine, and the seconds that each part takes.

.venv/bin/python bench/quickstart.py
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

ROOT = Path(__file__).resolve().parents[1]
SYSTEM = "cost-simulator"
LONGEST = 180
GOALS = {"from nothing to a verified release": 20.0, "a second deploy": 10.0}


def run(folder: Path, *words: str) -> float:
    """Run one line in the folder; the seconds it took."""
    began = monotonic()
    environ = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")} | {"PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=environ,
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=LONGEST,
    )
    return monotonic() - began


def measured(folder: Path) -> dict[str, float]:
    """The seconds of each part."""
    up = run(folder, "rehearsal", "up", "--app", SYSTEM)
    first = run(folder, "deploy.tasks", "deploy", "--env=local", "--release=v1")
    second = run(folder, "deploy.tasks", "deploy", "--env=local", "--release=v2")
    back = run(folder, "deploy.tasks", "rollback", "--env=local")
    return {
        "rehearsal and landscape up": up,
        "from nothing to a verified release": up + first,
        "a second deploy": second,
        "a rollback, cold": back,
    }


def main() -> None:
    """Print the seconds of each part beside its goal, and the load of the machine."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("apps", "docker"):
            shutil.copytree(ROOT / part, folder / part)
        try:
            for part, seconds in measured(folder).items():
                goal = f"  (goal {GOALS[part]:.0f} s)" if part in GOALS else ""
                print(f"{part}: {seconds:.1f} s{goal}")
        finally:
            run(folder, "rehearsal", "down", "--forget")
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
