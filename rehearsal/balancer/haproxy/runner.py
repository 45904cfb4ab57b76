"""One process of haproxy and our side of it: whom it knows, what it was told, what it has counted."""

from collections import Counter
from dataclasses import replace

from rehearsal.balancer.haproxy.backends import Seats
from rehearsal.balancer.haproxy.config import Inherited, configuration, owners, variables
from rehearsal.balancer.haproxy.doors import Doors
from rehearsal.balancer.haproxy.found import Binaries
from rehearsal.balancer.haproxy.frontends import RETIRED
from rehearsal.balancer.haproxy.journal import Names, read_entry
from rehearsal.balancer.haproxy.program import Program, launch
from rehearsal.balancer.haproxy.quoting import named
from rehearsal.balancer.haproxy.seating import Seating, seats_for, unused_seats
from rehearsal.balancer.haproxy.statistics import COMMAND, Counted, read_statistics
from rehearsal.balancer.plane.fleet import Fleet
from rehearsal.balancer.plane.ledger import Ledger
from rehearsal.balancer.tally import Tally, TallyKey
from rehearsal.balancer.view import TargetKey, View

_VARIABLE = "set-var "
# In `show info`: what keeps the process is our own connection to its admin socket.
_ONLY_OURS = "\nJobs: 1\n"


class Layout:
    """What only a new process can follow: doors, rules, groups and the number of seats."""

    def __init__(self, view: View, doors: Doors, inherited: Inherited, before: "Runner | None") -> None:
        self.view = view
        self.doors = doors
        self.inherited = inherited
        known = before.counts if before is not None else {}
        # Never fewer seats than before: a process is not worth starting for that.
        self.counts = {
            group.arn: seats_for(group) if group.cookie else max(seats_for(group), known.get(group.arn, 0))
            for group in view.groups
        }

    def with_more_seats(self) -> "Layout":
        """The same with room for everybody."""
        self.counts = {arn: 2 * seats for arn, seats in self.counts.items()}
        return self

    def text(self, admin: int, log: int, seats: dict[str, Seats]) -> str:
        """The configuration with those seats."""
        doors = self.doors.for_haproxy(log)
        return configuration(replace(self.inherited, admin=admin), doors, self.view, seats)

    def signature(self) -> str:
        """The configuration without what a running haproxy can be told."""
        seats = {group.arn: unused_seats(group, self.counts[group.arn]) for group in self.view.groups}
        lines = self.text(-1, -1, seats).splitlines()
        return "\n".join(line for line in lines if not line.startswith(_VARIABLE))


class Runner:
    """A process and our side of it."""

    def __init__(self, layout: Layout, fleet: Fleet, ledger: Ledger) -> None:
        self.counts: dict[str, int] = layout.counts
        self._signature = layout.signature()
        self._variables = variables(layout.view)
        self._ledger = ledger
        self._owners = owners(layout.view)
        self._names = _names(layout.view)
        self._seatings = {group.arn: Seating(group, layout.counts[group.arn]) for group in layout.view.groups}
        self._counted: dict[str, Counted] = {}
        self._active: Counter[TargetKey] = Counter()
        self._arrange(fleet)  # the process begins with these seats; nothing has to be told yet
        self._program: Program

    @classmethod
    async def start(cls, binaries: Binaries, layout: Layout, fleet: Fleet, ledger: Ledger) -> "Runner":
        """A process that takes requests."""
        runner = cls(layout, fleet, ledger)
        seats = {arn: seating.seats for arn, seating in runner._seatings.items()}
        runner._program = await launch(
            binaries,
            lambda admin, log: layout.text(admin, log, seats),
            lambda: [*layout.doors.descriptors(), *layout.inherited.pages.values()],
            runner._on_line,
        )
        return runner

    @property
    def is_running(self) -> bool:
        """Whether the process has not ended."""
        return self._program.is_running

    @property
    def exit_code(self) -> int | None:
        """How the process ended."""
        return self._program.exit_code

    @property
    def is_full(self) -> bool:
        """Whether a target that takes requests found no seat."""
        return any(seating.is_full for seating in self._seatings.values())

    def fits(self, layout: Layout) -> bool:
        """Whether this process can be told all that a layout asks for."""
        return self._signature == layout.signature()

    async def tell(self, view: View, fleet: Fleet) -> None:
        """Bring weights and seats up to date."""
        wanted = variables(view)
        changed = {
            name: wanted[name]
            for name, value in self._variables.items()
            if name in wanted and wanted[name] != value
        }
        self._variables |= changed
        commands = [f"set var {name} int({value})" for name, value in changed.items()]
        commands += self._arrange(fleet)
        if commands:
            await self._program.ask(commands)

    def _arrange(self, fleet: Fleet) -> list[str]:
        return [
            command
            for arn, seating in self._seatings.items()
            for command in seating.arrange(fleet.groups.get(arn), self._active)
        ]

    async def look(self) -> Counter[TargetKey]:
        """Requests on their way by target; what was answered since the last look goes into the ledger."""
        said = await self._program.ask([COMMAND])
        if not said:
            return Counter()
        seen = read_statistics(said[0])
        self._active = Counter()
        for arn, seating in self._seatings.items():
            self._active.update(seating.active(seen.active))
            self._count(arn, seen.counted.get(named("g", arn)))
        return self._active

    def _count(self, arn: str, counted: Counted | None) -> None:
        """Count answers with 2XX, which have no line of their own unless there is an access log."""
        owner = self._owners.get(arn)
        if counted is None or owner is None or owner.has_access_log:
            return
        known = self._counted.get(arn)
        fresh = counted.answers - (known.answers if known else 0)
        self._counted[arn] = counted
        if fresh:
            tally = Tally()
            tally.count_many(200, counted.seconds, fresh)
            self._ledger.add(TallyKey(owner.arn), tally)
            self._ledger.add(TallyKey(owner.arn, arn), tally)

    def _on_line(self, line: bytes) -> None:
        entry = read_entry(line, self._names)
        if entry is None:
            return
        for key, tally in entry.tallies:
            self._ledger.add(key, tally)
        if entry.served is not None:
            self._ledger.note(entry.served)

    async def retire(self) -> None:
        """Take no new connections, and send on what comes on the open ones."""
        self._program.retire()
        await self._program.ask([f"set var {RETIRED} int(1)"])

    async def hang_up_if_idle(self) -> None:
        """Let a retired process end once its last connection is over."""
        said = await self._program.ask(["show info"])
        if not said or _ONLY_OURS in said[0]:
            self._program.hang_up()

    def kill(self) -> None:
        """End the process at once."""
        self._program.kill()


def _names(view: View) -> Names:
    frontends = {
        named("l", listener.arn): (balancer, listener)
        for balancer in view.load_balancers
        for listener in balancer.listeners
    }
    return Names(frontends, {named("g", group.arn): group.arn for group in view.groups})
