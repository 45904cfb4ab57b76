"""Random histories of killed, stopped and rivalled runs, good releases and bad; the laws hold after each.

    python -m bench.histories [N=100000] [seed=1] [--processes=2] [--seconds=86400]

A history is a handful of lines on one world over a memory clock. Any run may be killed before or after
any call to a port, stopped by a signal, or stand still while a rival acts; then time passes, in which the
platform may take traffic back by itself, and the same line or another one is given.
"""

import argparse
import random
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from deploy.model.goal import Strategy
from deploy.settings.component import Component
from deploy.settings.platform import Platform, PlatformKind
from deploy.settings.schema import Ledger, LedgerKind, Settings, Waits
from tests.rollout.commands import Command
from tests.rollout.player import UNTROUBLED, Fate, Mishap, Player
from tests.rollout.small_world import SmallWorld

ENDINGS = ("", "", "", "", "-broken", "-wrong", "-sick", "-late")
STAGES = {Strategy.CANARY: (10, 100), Strategy.LINEAR: (30, 60, 100)}
MISHAPS = (45, 35, 10, 5, 5)
"""How often nothing, a kill, a signal, a rival of a living run, and a rival of a frozen one."""
AGAIN, QUIET = 0.75, 0.8
"""How often a killed line is given again, and how often nothing comes over it then."""
SINCE = ("", "", "shift", "confirm", "expand", "revert")
"""The call from which borders are counted."""
PASSING = (0.5, 12.0, 45.0, 45.0)
"""Seconds after a kill: the lease still stands, it has run out, the platform has taken traffic back."""
CHUNK = 20
"""Histories that a process tells in one go."""
LONGEST_LIFE = 500
"""Borders that a run may live through before something comes over it; most runs have fewer."""


@dataclass
class Score:
    """What was counted."""

    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)


def settings_for(chance: random.Random) -> Settings:
    """One to three components, each with a strategy of its own."""
    names = ("web", "api", "work")[: chance.randint(1, 3)]
    return settings_of_components(*(one_component(name, chance.choice(tuple(Strategy))) for name in names))


def settings_of_components(*components: Component) -> Settings:
    """Settings with short waits, so that a history takes little even of a clock in memory."""
    return Settings(
        system="shop",
        environment="memory",
        platform=Platform(kind=PlatformKind.MEMORY),
        ledger=Ledger(kind=LedgerKind.SQLITE),
        components=components,
        lease_seconds=10,
        revert_seconds=30,
        bake_seconds=2,
        waits=Waits(healthy_seconds=6, no_progress_seconds=3, interval_seconds=1),
    )


def one_component(name: str, strategy: Strategy) -> Component:
    """A component that changes over in this manner, with a short watch."""
    return Component(
        name=name,
        repository=f"images/{name}",
        strategy=strategy,
        stages=STAGES.get(strategy, (100,)),
        watch_seconds=2,
        has_traffic=strategy is not Strategy.ROLLING,
    )


class Story:
    """One history while it is told."""

    def __init__(self, seed: int, score: Score) -> None:
        self._seed = seed
        self._chance = random.Random(seed)
        self._score = score
        self._player = Player(SmallWorld(settings_for(self._chance)))
        self._names: list[str] = []

    def tell(self) -> None:
        """A handful of lines; one whose run was killed is mostly given again."""
        for _ in range(self._chance.randint(2, 6)):
            self._give(self._line(), self._fate())
            while (killed := self._player.killed) and self._chance.random() < AGAIN:
                self._give(killed, UNTROUBLED if self._chance.random() < QUIET else self._fate())
        self._score.counts += self._player.counts + Counter(histories=1)
        self._score.violations += [f"seed {self._seed}: {text}" for text in self._player.violations]

    def _give(self, command: Command, fate: Fate) -> None:
        self._player.give(command, fate)
        if self._player.killed:
            self._player.pass_time(self._chance.choice(PASSING))

    def _line(self) -> Command:
        roll = self._chance.random()
        if roll < 0.55 or not self._names:
            return Command(self._chance.choice(("deploy", "deploy", "deploy-bluegreen")), self._new_name())
        if roll < 0.62:
            return Command("deploy", self._chance.choice(self._names))
        if roll < 0.80:
            return Command("rollback", marks_bad=self._chance.random() < 0.2)
        if roll < 0.86:
            return Command("rollback", self._chance.choice(self._names))
        if roll < 0.92:
            return Command("migrate", self._chance.choice((self._new_name(), *self._names)))
        return Command(self._chance.choice(("maintenance-drain", "maintenance-resume", "resume")))

    def _new_name(self) -> str:
        number = len(self._names) + 1
        schema = self._chance.choice(("", "", "", f"-schema{number}", f"-contract{number - 1}"))
        self._names.append(f"v{number}{schema}{self._chance.choice(ENDINGS)}")
        return self._names[-1]

    def _fate(self) -> Fate:
        mishap = self._chance.choices(tuple(Mishap), MISHAPS)[0]
        rival = self._line() if mishap in {Mishap.RIVAL, Mishap.FREEZE} else None
        since = self._chance.choice(SINCE)
        return Fate(mishap, self._border(since), since, rival)

    def _border(self, since: str) -> int:
        """Where something comes over a run; soon after a shift or a confirmation most is decided."""
        if since:
            return self._chance.randint(1, 40)
        if self._chance.random() < 0.5:
            return int(10 ** self._chance.uniform(0, 2.5))
        return self._chance.randint(1, LONGEST_LIFE)


def play(first: int, last: int) -> Score:
    """The histories with these seeds."""
    score = Score()
    for seed in range(first, last):
        Story(seed, score).tell()
    return score


def told(total: Score, seconds: float) -> str:
    """The score in one line."""
    names = ("histories", "runs", "kills", "reruns", "reverts", "leases lost")
    counts = ", ".join(f"{total.counts[name]} {name}" for name in names)
    return f"{counts}; {len(total.violations)} violations; {seconds:.0f} s"


def main() -> None:
    """Play them and print what was counted, also where time ran out before all were told."""
    parser = argparse.ArgumentParser(description="Random histories of one environment.")
    parser.add_argument("count", nargs="?", type=int, default=100_000)
    parser.add_argument("seed", nargs="?", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=86_400.0, help="tell no further after so long")
    asked = parser.parse_args()
    began, first = time.monotonic(), asked.seed * 10_000_000
    starts = range(first, first + asked.count, CHUNK)
    ends = [min(start + CHUNK, first + asked.count) for start in starts]
    total = Score()
    with ProcessPoolExecutor(asked.processes) as pool:
        for score in pool.map(play, starts, ends):
            total.counts += score.counts
            total.violations += score.violations
            if time.monotonic() - began > asked.seconds:
                pool.shutdown(cancel_futures=True)
                break
    print(told(total, time.monotonic() - began))
    print(*total.violations[:20], sep="\n")


if __name__ == "__main__":
    main()
