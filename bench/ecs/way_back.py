"""From the word rollback to the first good answer of the old release: while paused, while baking, and cold.

    python -m bench.ecs.way_back [--rounds=10]

The front door is asked every 10 ms, over a new connection each time. Stopped: Ctrl-C while the new release
has all the traffic. Paused: the same, but the deployer dies there, its lease is broken with `unlock`, and
somebody rolls back. Baking: the deployer has returned at the confirmation. Cold: the old copies are gone.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

from bench.ecs.desk import BRISK, Desk, desk_in
from bench.ecs.judge import Judge

ALL, REVERTED = 100, 4
LIMITS = {"stopped": 2.0, "paused": 2.0, "baking": 2.0, "cold": 10.0}
BAKES = {"bake_seconds = 2": "bake_seconds = 60"}
EVERY = 0.01


@dataclass
class Prober:
    """Asks all the time, and notes when which release began to answer for good."""

    desk: Desk
    seen: list[tuple[float, str]] = field(default_factory=list)
    is_over: Event = field(default_factory=Event)

    def run(self) -> None:
        """Ask until it is over."""
        while not self.is_over.is_set():
            release = self.desk.answers()
            if not self.seen or self.seen[-1][1] != release:
                self.seen.append((monotonic(), release))
            sleep(EVERY)

    def first(self, release: str, began: float) -> float:
        """The seconds until the release answered."""
        return next(at for at, name in self.seen if name == release and at >= began) - began


def timed(desk: Desk, old: str, act: Callable[[], object]) -> float:
    """The seconds from an act to the first answer of the old release."""
    prober = Prober(desk)
    thread = Thread(target=prober.run)
    thread.start()
    while not prober.seen:
        sleep(EVERY)
    began = monotonic()
    try:
        act()
    finally:
        prober.is_over.set()
        thread.join()
    return prober.first(old, began)


def unconfirmed(desk: Desk, release: str) -> subprocess.Popen[str]:
    """A deploy whose release has all the traffic and awaits its confirmation."""
    process = desk.begun("deploy", f"--release={release}", "--json")
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("{") and json.loads(line).get("candidate_share") == ALL:
            return process
    raise AssertionError("it never had all the traffic")


def stopped(desk: Desk, old: str, release: str) -> float:
    """Ctrl-C, and what it does by itself."""
    process = unconfirmed(desk, release)

    def stop() -> None:
        process.send_signal(signal.SIGINT)
        process.communicate()
        assert process.returncode == REVERTED

    return timed(desk, old, stop)


def paused(desk: Desk, old: str, release: str) -> float:
    """The deployer is dead, and its lease broken."""
    process = unconfirmed(desk, release)
    process.kill()
    process.communicate()
    holder = Judge(desk).holder()
    desk.sure("unlock", f"--holder={holder}", "--reason=drill")
    return timed(desk, old, lambda: desk.sure("rollback"))


def baking(desk: Desk, old: str, release: str) -> float:
    """The new release is confirmed, and the old one stands warm."""
    desk.sure("deploy", f"--release={release}", "--no-wait-bake")
    return timed(desk, old, lambda: desk.sure("rollback", "--no-wait-bake"))


def cold(desk: Desk, old: str, release: str) -> float:
    """Nothing of the old release runs any more."""
    desk.sure("deploy", f"--release={release}")
    Judge(desk).settled()
    return timed(desk, old, lambda: desk.sure("rollback"))


WAYS = {"stopped": stopped, "paused": paused, "baking": baking, "cold": cold}


def measured(folder: Path, way: str, rounds: int) -> list[float]:
    """So many rounds on a desk of their own."""
    changes = BRISK | BAKES if way == "baking" else BRISK
    with desk_in(folder, changes) as desk:
        desk.sure("deploy", "--release=v0", "--no-wait-bake")
        if way == "baking":
            desk.pace(1)  # the first release bakes away at once
            Judge(desk).settled()
            desk.sure("status")
            desk.pace(60)
        return [WAYS[way](desk, "v0", f"v{number}") for number in range(1, rounds + 1)]


def main() -> int:
    """Print the seconds; 1 where the limit of the 95th percentile is passed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=10)
    asked.add_argument("--way", action="append", choices=WAYS)
    given = asked.parse_args()
    is_late = False
    for way in given.way or WAYS:
        with tempfile.TemporaryDirectory() as name:
            seconds = sorted(measured(Path(name), way, given.rounds))
        p95 = seconds[min(len(seconds) - 1, int(len(seconds) * 0.95))]
        is_late = is_late or p95 > LIMITS[way]
        print(
            f"{way:<8} {len(seconds)} rounds: median {seconds[len(seconds) // 2]:.2f} s, p95 {p95:.2f} s, "
            f"longest {seconds[-1]:.2f} s (limit of p95 {LIMITS[way]:.0f} s)",
            flush=True,
        )
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    return int(is_late)


if __name__ == "__main__":
    sys.exit(main())
