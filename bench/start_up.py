"""How long `./inv --list` takes beside a bare `invoke --list` over an empty tasks file, in paired rounds.

    .venv/bin/python bench/start_up.py [rounds]

Prints the median of the ratios of each round; the goal is 1.5 at most. The first round only warms up.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
GOAL = 1.5


def seconds(argv: list[str], folder: Path) -> float:
    """The wall time of one command; on failure its own words."""
    began = time.perf_counter()
    done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=False)
    took = time.perf_counter() - began
    if done.returncode != 0:
        sys.exit(f"{' '.join(argv)} ended with {done.returncode}: {done.stderr}")
    return took


def main(rounds: int) -> None:
    """Run the rounds and print the figures."""
    with tempfile.TemporaryDirectory() as empty:
        (Path(empty) / "tasks.py").touch()
        bare = [sys.executable, "-m", "invoke", "--list"]
        pairs = [
            (seconds(bare, Path(empty)), seconds([str(ROOT / "inv"), "--list"], ROOT))
            for _ in range(rounds + 1)
        ][1:]
    middle = statistics.median(ours / theirs for theirs, ours in pairs)
    theirs, ours = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    print(f"rounds {rounds}, load {os.getloadavg()[0]:.1f}")
    print(f"invoke --list {theirs:.0f} ms, ./inv --list {ours:.0f} ms")
    print(f"median ratio {middle:.2f}, goal {GOAL} at most: {'kept' if middle <= GOAL else 'missed'}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
