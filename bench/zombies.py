"""Rivals that deploy at the same moment, and zombies: SIGSTOP at every port call until a rival is done.

    python -m bench.zombies [--rounds=100] [--components=1] [--step=1]

A zombie that slept outside a send must not change anything after its rival. Between the last look at the
lease and the change there is an instant that no caller can close; what came late from there is printed too.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.sweeps.kill import workers
from tests.sweeps.processes import in_memory
from tests.sweeps.rivals import contend
from tests.sweeps.scene import INSIDE
from tests.sweeps.zombies import Graveyard, Sleep

RIVALS_LEASE_SECONDS = 30.0
"""No rival dies, so nobody waits for a lease to run out: a busy machine fences nobody off."""
ZOMBIES_LEASE_SECONDS = 3.0


def rivals(folder: Path, rounds: int) -> int:
    """Contests of two and three, with and without waiting; the number of faults."""
    wrong = 0
    for count in (2, 3):
        for wait in (0.0, 60.0):
            began = time.monotonic()
            names = [folder / f"{count}-{wait:g}-{number}" for number in range(rounds)]
            played = [contend(name, count, wait, RIVALS_LEASE_SECONDS) for name in names]
            codes = Counter(code for one in played for code in one.codes)
            faults = [fault for one in played for fault in one.faults]
            ends = ", ".join(f"{number} ended with {code}" for code, number in sorted(codes.items()))
            print(
                f"{count} rivals, --wait={wait:g}: {rounds} rounds, {ends}; {len(faults)} faults, "
                f"{time.monotonic() - began:.0f} s",
                flush=True,
            )
            print("".join(f"  {fault}\n" for fault in faults), end="")
            wrong += len(faults)
    return wrong


def zombies(folder: Path, components: int, step: int) -> int:
    """A sleep at every point; the number of faults."""
    began = time.monotonic()
    graveyard = Graveyard(folder, components, ZOMBIES_LEASE_SECONDS, workers())
    sleeps = list(graveyard.run(range(1, len(graveyard.points()) + 1, step)))
    inside = [sleep for sleep in sleeps if sleep.point == INSIDE]
    outside = [sleep for sleep in sleeps if sleep.point not in {INSIDE, ""}]
    print(f"zombies over {components} components: {len(sleeps)} points, {time.monotonic() - began:.0f} s")
    print(f"  outside a send: {counts(outside)}")
    print(f"  inside a send:  {counts(inside)}")
    faults = [(sleep, fault) for sleep in sleeps for fault in sleep.faults]
    for sleep, fault in faults:
        print(f"  point {sleep.at}, {sleep.point}: {fault}")
    return len(faults)


def counts(sleeps: list[Sleep]) -> str:
    """How many there were, and how they ended."""
    held = [sleep for sleep in sleeps if sleep.was_held]
    codes = Counter(sleep.zombie_code for sleep in held)
    ends = ", ".join(f"{number} with {code}" for code, number in sorted(codes.items()))
    return (
        f"{len(sleeps)} points, {len(held)} of them under the lease (ended {ends}), "
        f"{sum(sleep.stale_sends for sleep in sleeps)} stale sends"
    )


def main() -> int:
    """Print the counts; 1 where something is wrong."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=100)
    asked.add_argument("--components", type=int, default=1)
    asked.add_argument("--step", type=int, default=1)
    asked.add_argument("--folder", type=Path, default=in_memory(), help="where the environments are made")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        wrong = rivals(Path(folder), given.rounds)
        wrong += zombies(Path(folder) / "zombies", given.components, given.step)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
