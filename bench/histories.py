"""Random histories: good and bad releases, killed and stopped runs, rivals, reruns; every law holds after each.

    python -m bench.histories [N=100000] [seed=1] [--processes=2]

A history is a handful of command lines on one world over a memory clock. Any run may be killed before or after
any call to a port, stopped by a signal, or stand still while a rival acts; then time passes, in which the
platform may take traffic back by itself, and the same line or another one is given.
"""

import argparse
import random
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from deploy.errors import ExitCode, SwingbridgeError
from deploy.model.goal import Strategy
from deploy.model.row import Kind
from deploy.settings.component import Component
from deploy.settings.platform import Platform, PlatformKind
from deploy.settings.schema import Ledger, LedgerKind, Settings, Waits
from tests.rollout.commands import Command
from tests.rollout.laws import Ending, Snapshot, broken_laws
from tests.rollout.mortality import Killed, Process
from tests.rollout.small_world import SmallWorld

ENDINGS = ("", "", "", "", "-broken", "-wrong", "-sick", "-late")
STAGES = {Strategy.CANARY: (10, 100), Strategy.LINEAR: (30, 60, 100)}
PASSING = (0.5, 12.0, 45.0, 45.0)
"""Seconds after a kill: the lease still stands, it has run out, the platform has taken traffic back."""
LONGEST_LIFE = 500
"""Borders that a run may live through before something comes over it; most runs have fewer."""


@dataclass
class Score:
    """What was counted."""

    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)


def settings_for(chance: random.Random) -> Settings:
    """One to three components, each with a strategy of its own, and short waits."""
    components = tuple(_component(name, chance) for name in ("web", "api", "work")[: chance.randint(1, 3)])
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


def _component(name: str, chance: random.Random) -> Component:
    strategy = chance.choice(tuple(Strategy))
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
        self._world = SmallWorld(settings_for(self._chance))
        self._names: list[str] = []
        self._told: list[str] = []

    def tell(self) -> None:
        """A handful of lines, and after each the laws."""
        for _ in range(self._chance.randint(2, 6)):
            self._type(self._line(), is_rerun=False)
        self._score.counts["histories"] += 1

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

    def _type(self, command: Command, *, is_rerun: bool) -> None:
        """Give one line, with whatever comes over it; a line that was killed is mostly given again."""
        before, roll = Snapshot.of(self._world), self._chance.random()
        reach = self._reach()
        if roll < 0.35:
            self._die(command, reach, before)
        elif roll < 0.45:
            self._finish(command, Process(stops_at=reach), before, "stopped")
        elif roll < 0.55:
            self._meet_a_rival(command, reach)
        else:
            self._finish(command, Process(), before, "rerun" if is_rerun else "")

    def _reach(self) -> int:
        """The border at which something comes over a run: early ones, where most is decided, more often."""
        if self._chance.random() < 0.5:
            return int(10 ** self._chance.uniform(0, 2.5))
        return self._chance.randint(1, LONGEST_LIFE)

    def _die(self, command: Command, reach: int, before: Snapshot) -> None:
        def fate(border: int) -> None:
            if border >= reach:
                raise Killed

        process = Process(fate)
        try:
            self._finish(command, process, before, f"to be killed at {reach}")
        except Killed:
            self._score.counts["kills"] += 1
            self._told.append(f"{command} killed at {reach}")
            self._afterwards(command, before)

    def _afterwards(self, command: Command, before: Snapshot) -> None:
        armed = self._armed()
        self._world.clock.advance(self._chance.choice(PASSING))
        self._score.counts["reverts"] += armed - self._armed()
        if self._chance.random() < 0.25:
            return
        kinds = {row.kind for row in self._world.store.rows()[before.row_count :]}
        is_rerun = Kind.BEGIN in kinds and Kind.END not in kinds
        self._score.counts["reruns"] += 1
        if self._chance.random() < 0.2:
            self._type(command, is_rerun=False)
        else:
            self._finish(command, Process(), Snapshot.of(self._world), "rerun" if is_rerun else "")

    def _armed(self) -> int:
        """Components whose traffic the platform will take back by itself."""
        now = self._world.clock.wall().timestamp()
        return sum(site.settled(now).revert_at > 0 for _, site in self._world.cell.read().sites)

    def _meet_a_rival(self, command: Command, reach: int) -> None:
        """A rival acts while the run stands at a border, alive or frozen; the law is then about what it left."""
        process = Process()
        befores = [Snapshot.of(self._world)]
        is_frozen = self._chance.random() < 0.5
        rival = self._line() if self._chance.random() < 0.5 else command

        def fate(border: int) -> None:
            if border == reach and not process.stands_still:
                process.stands_still = is_frozen
                self._finish(rival, Process(), Snapshot.of(self._world), "rival")
                process.stands_still = False
                befores.append(Snapshot.of(self._world))

        process.fate = fate
        self._finish_beside(command, process, befores)

    def _finish_beside(self, command: Command, process: Process, befores: list[Snapshot]) -> None:
        """The end of a run that met a rival: it may have lost the lease, and then it has no END row."""
        code = self._run(command, process)
        if len(befores) > 1 and code is ExitCode.STOPPED:
            self._score.counts["leases lost"] += 1
            self._judge(Ending(command, code, befores[-1], is_stopped=True))
        elif len(befores) == 1:
            self._judge(Ending(command, code, befores[0]))

    def _finish(self, command: Command, process: Process, before: Snapshot, how: str) -> None:
        code = self._run(command, process)
        self._told.append(f"{command} {how} ended {int(code)}")
        is_stopped = how in {"stopped", "rival"}
        self._judge(Ending(command, code, before, is_rerun=how == "rerun", is_stopped=is_stopped))

    def _run(self, command: Command, process: Process) -> ExitCode:
        self._score.counts["runs"] += 1
        self._world.screen.events.clear()
        try:
            return self._world.perform(command, process)
        except SwingbridgeError as error:
            return error.exit_code

    def _judge(self, ending: Ending) -> None:
        found = broken_laws(self._world, ending)
        self._world.breaches.clear()
        if found:
            self._score.violations.append(f"seed {self._seed}: {found} after {self._told} {ending.command}")


def play(first: int, last: int) -> Score:
    """The histories with these seeds."""
    score = Score()
    for seed in range(first, last):
        Story(seed, score).tell()
    return score


def main() -> None:
    """Play them all and print what was counted."""
    parser = argparse.ArgumentParser(description="Random histories of one environment.")
    parser.add_argument("count", nargs="?", type=int, default=100_000)
    parser.add_argument("seed", nargs="?", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    began, first = time.monotonic(), asked.seed * 10_000_000
    step = max(1, min(500, asked.count // asked.processes))
    starts = range(first, first + asked.count, step)
    ends = [min(start + step, first + asked.count) for start in starts]
    total = Score()
    with ProcessPoolExecutor(asked.processes) as pool:
        for score in pool.map(play, starts, ends):
            total.counts += score.counts
            total.violations += score.violations
    seconds = time.monotonic() - began
    names = ("histories", "runs", "kills", "reruns", "reverts", "leases lost")
    told = ", ".join(f"{total.counts[name]} {name}" for name in names)
    print(f"{told}; {len(total.violations)} violations; {seconds:.0f} s")
    print(*total.violations[:20], sep="\n")


if __name__ == "__main__":
    main()
