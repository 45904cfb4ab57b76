"""Deploys and rollbacks under constant load: no request lost, no stream cut.

    python -m bench.ecs.under_load [--rounds=50] [--seconds=3600]

A round is one deploy of a new release and one rollback. The load comes from a process of its own: requests of
20 ms over kept and over fresh connections, and streams of 5 s; it retries nothing. No round begins when the
seconds are over.
"""

import argparse
import os
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from bench.ecs.desk import BRISK, Desk, Ended, desk_in
from bench.ecs.loading import FULL, Load, load_on

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Rounds:
    """What came of all rounds."""

    deploys: tuple[Ended, ...]
    rollbacks: tuple[Ended, ...]
    load: Load

    @property
    def is_good(self) -> bool:
        """Whether everything ended well, and nobody outside noticed."""
        ended = {one.code for one in (*self.deploys, *self.rollbacks)}
        return ended == {0} and not self.load.lost and not self.load.cut


def played(desk: Desk, rounds: int, rates: dict[str, float], seconds: float = HOUR) -> Rounds:
    """Deploy and roll back so many times under load; a first release stands there before."""
    desk.sure("deploy", "--release=v0")
    deploys, rollbacks, until = [], [], monotonic() + seconds
    with load_on(desk.front, **rates) as load:
        for number in range(1, rounds + 1):
            if monotonic() > until:
                break
            before = desk.answers()
            deploys.append(_shown(desk.typed("deploy", f"--release=v{number}")))
            assert f"v{number}" == desk.answers()
            rollbacks.append(_shown(desk.typed("rollback")))
            assert before == desk.answers()
    return Rounds(tuple(deploys), tuple(rollbacks), load)


def _shown(ended: Ended) -> Ended:
    if ended.code:
        print(ended.out, flush=True)
    return ended


def main() -> int:
    """Print the figures; 1 where something was lost."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=HOUR)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name, desk_in(Path(name), BRISK) as desk:
        rounds = played(desk, given.rounds, FULL, given.seconds)
    for verb, ended in (("deploys", rounds.deploys), ("rollbacks", rounds.rollbacks)):
        seconds = [one.seconds for one in ended]
        print(
            f"{verb}: {len(ended)}, {sum(one.code == 0 for one in ended)} ended with 0; "
            f"median {statistics.median(seconds):.1f} s, longest {max(seconds):.1f} s"
        )
    print("\n".join(rounds.load.lines()))
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    return int(not rounds.is_good)


if __name__ == "__main__":
    sys.exit(main())
