"""How long `./inv --list` takes beside a bare `invoke --list` over an empty tasks file, in paired rounds.

    python -m bench.start_up [rounds]

Prints the median of the ratios of each round, and what the door costs by itself. The first round warms up.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
GOAL, DOOR_GOAL_MS = 1.15, 20


def seconds(argv: list[str], folder: Path, code: int = 0) -> float:
    """The wall time of one command; where it ends otherwise than expected, its own words."""
    began = time.perf_counter()
    done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=False)
    took = time.perf_counter() - began
    if done.returncode != code:
        sys.exit(f"{' '.join(argv)} ended with {done.returncode}: {done.stderr}")
    return took


def main(rounds: int) -> int:
    """Run the rounds and print the figures; 1 where a goal is missed."""
    rows = []
    # As on every machine where a command was run before: what Python compiled is there.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as empty:
        os.environ["PYTHONPYCACHEPREFIX"] = f"{empty}/compiled"
        (Path(empty) / "tasks.py").touch()
        for _ in range(rounds + 1):
            # Invoke ends with 1 where there is no task to list.
            bare = seconds([sys.executable, "-m", "invoke", "--list"], Path(empty), code=1)
            ours = seconds([str(ROOT / "inv"), "--list"], ROOT)
            inside = seconds([sys.executable, "-m", "deploy.tasks", "--list"], ROOT)
            rows.append((bare, ours, inside))
    bare_ms, ours_ms, _ = (statistics.median(column) * 1000 for column in zip(*rows[1:], strict=True))
    ratio = statistics.median(ours / bare for bare, ours, _ in rows[1:])
    door_ms = statistics.median(ours - inside for _, ours, inside in rows[1:]) * 1000
    print(f"rounds {rounds}, load {os.getloadavg()[0]:.1f}")
    print(f"invoke --list {bare_ms:.0f} ms, ./inv --list {ours_ms:.0f} ms")
    print(f"median ratio {ratio:.2f}, goal {GOAL} at most: {kept(ratio <= GOAL)}")
    print(f"the door adds {door_ms:.1f} ms, goal {DOOR_GOAL_MS} at most: {kept(door_ms <= DOOR_GOAL_MS)}")
    return 0 if ratio <= GOAL and door_ms <= DOOR_GOAL_MS else 1


def kept(is_so: bool) -> str:  # noqa: FBT001 - a word for it
    """Whether a goal was kept, in a word."""
    return "kept" if is_so else "missed"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
