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


def seconds(argv: list[str], folder: Path, code: int = 0) -> float:
    """The wall time of one command; where it ends otherwise than expected, its own words."""
    began = time.perf_counter()
    done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=False)
    took = time.perf_counter() - began
    if done.returncode != code:
        sys.exit(f"{' '.join(argv)} ended with {done.returncode}: {done.stderr}")
    return took


def main(rounds: int) -> None:
    """Run the rounds and print the figures."""
    with tempfile.TemporaryDirectory() as empty:
        (Path(empty) / "tasks.py").touch()
        bare = [sys.executable, "-m", "invoke", "--list"]
        ours = [str(ROOT / "inv"), "--list"]
        # Invoke ends with 1 where there is no task to list.
        pairs = [(seconds(bare, Path(empty), code=1), seconds(ours, ROOT)) for _ in range(rounds + 1)][1:]
    middle = statistics.median(list_of_ours / bare_list for bare_list, list_of_ours in pairs)
    bare_ms, ours_ms = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    print(f"rounds {rounds}, load {os.getloadavg()[0]:.1f}")
    print(f"invoke --list {bare_ms:.0f} ms, ./inv --list {ours_ms:.0f} ms")
    print(f"median ratio {middle:.2f}, goal {GOAL} at most: {'kept' if middle <= GOAL else 'missed'}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
