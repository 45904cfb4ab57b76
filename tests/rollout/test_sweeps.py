"""Every border of every port call of a rollout, one by one: killed there, stopped there, cut off there."""

from collections.abc import Callable

import pytest

from bench.histories import one_component, settings_of_components
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.connectors.ledger.port import LedgerUnreachable
from deploy.errors import ExitCode, SwingbridgeError
from deploy.model.goal import Strategy
from deploy.model.lease import Holder
from deploy.model.row import Kind, Row
from tests.rollout.commands import Command
from tests.rollout.laws import Ending, Snapshot, broken_laws
from tests.rollout.mortality import Killed, Process, die_at
from tests.rollout.small_world import SmallWorld

DEPLOY, ROLLBACK = Command("deploy", "v2-schema2"), Command("rollback")
BAD = Command("deploy", "v2-late")
LINES = {"deploy": DEPLOY, "deploy of a bad release": BAD, "rollback": ROLLBACK}
STRIDES = {"deploy": 1, "deploy of a bad release": 3, "rollback": 3}
"""The good deploy is swept whole; the others every third border, before and after calls by turns."""
COMPONENTS = (one_component("web", Strategy.CANARY), one_component("api", Strategy.BLUE_GREEN))
TAKEOVER_SECONDS, REVERT_SECONDS = 5.0, 30.0
RUN_SECONDS = 50.0
"""The longest of these lines takes 47 s undisturbed: out, sick after the confirmation, and back."""


def prepared(line: Command) -> SmallWorld:
    """Two components with v1 live; before a rollback v2 is live over it."""
    world = SmallWorld(settings_of_components(*COMPONENTS))
    assert ExitCode.DONE == world.deploy("v1")
    if line == ROLLBACK:
        assert ExitCode.DONE == world.deploy("v2")
    return world


def borders_of(line: Command) -> int:
    """How many borders an undisturbed run crosses."""
    process = Process()
    world = prepared(line)
    world.perform(line, process)
    return process.borders


def run(world: SmallWorld, line: Command, process: Process) -> ExitCode:
    """The exit code, however the run ends."""
    try:
        return world.perform(line, process)
    except SwingbridgeError as error:
        return error.exit_code


def good_end(line: Command) -> ExitCode:
    """How the line ends undisturbed."""
    return ExitCode.REVERTED if line == BAD else ExitCode.DONE


@pytest.mark.slow
@pytest.mark.parametrize("name", LINES)
def test_killed_at_any_border_the_same_line_converges_in_one(name: str) -> None:
    """Also the platform's own revert may come in between; and no lease stands in the way for long."""
    line = LINES[name]
    for border in range(1, borders_of(line) + 1, STRIDES[name]):
        world = prepared(line)
        with pytest.raises(Killed):
            world.perform(line, Process(die_at(border)))
        world.clock.advance(2 * REVERT_SECONDS if border % 3 == 0 else 0.0)
        has_ended = any(row.kind is Kind.END for row in world.store.rows()[-1:])
        before, began = Snapshot.of(world), world.clock.boot()

        code = run(world, line, Process())

        if line == ROLLBACK and has_ended:
            continue  # the rollback was over; a second one without a name is refused, as it must be
        assert (border, []) == (border, broken_laws(world, Ending(line, code, before)))
        assert (border, good_end(line)) == (border, code)
        assert world.clock.boot() - began < world.settings.lease_seconds + TAKEOVER_SECONDS + RUN_SECONDS


@pytest.mark.parametrize("name", LINES)
def test_stopped_at_any_border_it_rests_or_goes_back(name: str) -> None:
    """8 and resumable where nothing moved, 4 where traffic was taken back, the plain end if late."""
    line, codes = LINES[name], set()
    for border in range(1, borders_of(line) + 1, 3):
        world = prepared(line)
        before = Snapshot.of(world)

        code = run(world, line, Process(stops_at=border))

        codes.add(code)
        assert (border, []) == (border, broken_laws(world, Ending(line, code, before, is_stopped=True)))
        if code is ExitCode.STOPPED:
            assert (border, good_end(line)) == (border, run(world, line, Process()))
    assert (
        {ExitCode.STOPPED, ExitCode.REVERTED} <= codes <= {ExitCode.STOPPED, ExitCode.REVERTED, ExitCode.DONE}
    )


@pytest.mark.parametrize("name", ["deploy", "rollback"])
def test_frozen_at_any_border_nothing_is_sent_after_the_lease_is_lost(name: str) -> None:
    """A rival goes live meanwhile; what wakes up then neither sends nor writes."""
    line = LINES[name]
    rival = Command("deploy", "v3-schema3")
    for border in range(1, borders_of(line) + 1, 5):
        world, process = prepared(line), Process()
        seen: list[Snapshot] = []
        process.fate = _freeze(world, process, border, rival, seen)

        code = run(world, line, process)

        found = broken_laws(world, Ending(line, code, seen[0], is_stopped=True))
        assert (border, []) == (border, found)
        live = {c.live.release for c in world.standing.components}
        assert len(live) == 1


def _freeze(
    world: SmallWorld, process: Process, border: int, rival: Command, seen: list[Snapshot]
) -> Callable[[int], None]:
    """At that border the run stands still for as long as the rival's whole run takes."""

    def fate(reached: int) -> None:
        if reached == border:
            process.stands_still = True
            run(world, rival, Process())
            process.stands_still = False
            seen.append(Snapshot.of(world))

    return fate


class FailingLedger(MemoryLedger):
    """A ledger that gives no answer from some row on."""

    last_row = 10_000

    def append(self, row: Row, holder: Holder) -> None:
        """Store the row, or give no answer."""
        if row.seq > self.last_row:
            raise LedgerUnreachable("there", "no answer")
        super().append(row, holder)


def test_the_ledger_lost_at_any_row_ends_with_8_and_the_same_line_converges() -> None:
    """Nothing is done without a row of intent; the platform takes the traffic back by itself."""
    for lost in range(*_rows_of_a_deploy()):
        ledger = FailingLedger()
        world = SmallWorld(settings_of_components(*COMPONENTS), store=ledger)
        world.deploy("v1")
        ledger.last_row = lost

        assert (lost, ExitCode.STOPPED) == (lost, run(world, DEPLOY, Process()))
        assert lost == len(ledger.rows())

        ledger.last_row = 10_000
        world.clock.advance(2 * REVERT_SECONDS)
        before = Snapshot.of(world)
        code = run(world, DEPLOY, Process())
        assert (lost, []) == (lost, broken_laws(world, Ending(DEPLOY, code, before)))
        assert (lost, ExitCode.DONE) == (lost, code)


def _rows_of_a_deploy() -> tuple[int, int]:
    """The numbers of rows before and after the second deploy."""
    world = SmallWorld(settings_of_components(*COMPONENTS))
    world.deploy("v1")
    before = len(world.store.rows())
    world.perform(DEPLOY)
    return before, len(world.store.rows())
