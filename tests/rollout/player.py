"""Gives command lines to a world, lets something come over each run, and holds every end to the laws."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from deploy.errors import ExitCode, SwingbridgeError
from deploy.model.row import Kind
from tests.rollout.commands import Command
from tests.rollout.laws import Ending, Snapshot, broken_laws
from tests.rollout.mortality import Killed, Process, die_at
from tests.rollout.small_world import SmallWorld


class Mishap(Enum):
    """What can come over a run."""

    NOTHING = "nothing"
    KILL = "kill"
    SIGNAL = "signal"
    RIVAL = "rival"
    """A rival acts while the run hangs in a call, its lease renewed beside it."""
    FREEZE = "freeze"
    """A rival acts while the whole run stands still, as after SIGSTOP."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What comes over a run, at which border of a port call since which method, and who the rival is."""

    mishap: Mishap = Mishap.NOTHING
    border: int = 0
    since: str = ""
    rival: Command | None = None


UNTROUBLED = Fate()


@dataclass
class Player:
    """One world, and what was played on it."""

    world: SmallWorld
    counts: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    killed: Command | None = None
    """The line whose run was killed, where nothing was given since."""
    was_cut_off: bool = False
    """Whether that run had begun and not ended, as the ledger has it: then the same line has to go on."""

    def give(self, command: Command, fate: Fate = UNTROUBLED) -> None:
        """Give one line and let its fate come over it."""
        before = Snapshot.of(self.world)
        if fate.mishap in {Mishap.RIVAL, Mishap.FREEZE}:
            self._meet_a_rival(command, fate, before)
            return
        stops_at = max(fate.border, 1) if fate.mishap is Mishap.SIGNAL else 0
        process = Process(stops_at=stops_at, since=fate.since)
        if fate.mishap is Mishap.KILL:
            process.fate = die_at(fate.border)
        try:
            self._finish(command, process, before, is_stopped=stops_at > 0)
        except Killed:
            self._note_death(command, fate, before)

    def pass_time(self, seconds: float) -> None:
        """Let time pass while nobody is there; the platform may take traffic back."""
        armed = self._armed()
        self.world.clock.advance(seconds)
        self.counts["reverts"] += armed - self._armed()

    def _note_death(self, command: Command, fate: Fate, before: Snapshot) -> None:
        kinds = {row.kind for row in self.world.store.rows()[before.row_count :]}
        self.was_cut_off = Kind.BEGIN in kinds and Kind.END not in kinds
        self.killed = command
        self.counts["kills"] += 1
        self.told.append(f"{command} killed at {fate.border} {fate.since}")

    def _armed(self) -> int:
        """Components whose traffic the platform will take back by itself."""
        now = self.world.clock.wall().timestamp()
        return sum(site.settled(now).revert_at > 0 for _, site in self.world.cell.read().sites)

    def _meet_a_rival(self, command: Command, fate: Fate, before: Snapshot) -> None:
        process, befores = Process(since=fate.since), [before]
        process.fate = self._rivalry(process, fate, befores)
        code = self._run(command, process)
        self.killed = None
        self.told.append(f"{command} with a rival ended {int(code)}")
        self.counts["leases lost"] += code is ExitCode.STOPPED
        self._judge(Ending(command, code, befores[-1], is_stopped=process.borders >= fate.border))

    def _rivalry(self, process: Process, fate: Fate, befores: list[Snapshot]) -> Callable[[int], None]:
        """At one border a rival has its whole run; where it did anything, that is what our run then finds."""

        def meet(border: int) -> None:
            if border == fate.border and fate.rival:
                # A call to `swap` that hangs keeps the lease's own lock: no heartbeat gets past it.
                process.stands_still = fate.mishap is Mishap.FREEZE or process.at == "swap"
                met = Snapshot.of(self.world)
                self._finish(fate.rival, Process(), met, is_stopped=True)
                process.stands_still = False
                if len(self.world.store.rows()) > met.row_count:
                    befores.append(Snapshot.of(self.world))

        return meet

    def _finish(self, command: Command, process: Process, before: Snapshot, *, is_stopped: bool) -> None:
        is_rerun = command == self.killed and self.was_cut_off and not is_stopped
        code = self._run(command, process)
        self.counts["reruns"] += command == self.killed
        self.killed = None
        self.told.append(f"{command} ended {int(code)}")
        self._judge(Ending(command, code, before, is_rerun=is_rerun, is_stopped=is_stopped))

    def _run(self, command: Command, process: Process) -> ExitCode:
        self.counts["runs"] += 1
        self.world.screen.events.clear()
        try:
            return self.world.perform(command, process)
        except SwingbridgeError as error:
            return error.exit_code

    def _judge(self, ending: Ending) -> None:
        found = broken_laws(self.world, ending)
        self.world.breaches.clear()
        if found:
            self.violations.append(f"{found} after {self.told} {ending.command} {int(ending.code)}")
