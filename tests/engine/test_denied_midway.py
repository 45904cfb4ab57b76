"""Keys that end in mid-run: whatever refuses us then, the end is no refusal."""

import pytest

from deploy.connectors.ledger.memory import MemoryLedger
from deploy.connectors.ledger.port import LedgerDenied
from deploy.errors import ExitCode, SignedOut, Stopped
from deploy.model.lease import Holder
from deploy.model.row import Row
from tests.engine.runner_room import Play, Room, failing, order

EXPIRED = SignedOut("aws-credentials-expired", what="refused: ECS", why="ExpiredToken", do="inv resume")


class DenyingLedger(MemoryLedger):
    """A ledger that can be told to take no more rows."""

    denies = False

    def append(self, row: Row, holder: Holder) -> None:
        """Store the row, unless the keys are over."""
        if self.denies:
            raise LedgerDenied("memory", "ExpiredToken.")
        super().append(row, holder)


def test_row_25_a_ledger_that_denies_us_in_mid_run_stops_it() -> None:
    """Exit 8, not 3, which would say that nothing was touched."""
    store = DenyingLedger()
    room = Room(store=store)

    def keys_end() -> None:
        store.denies = True
        raise EXPIRED

    with pytest.raises(Stopped) as stop:
        room.runner.run(order(Play("shift", keys_end)))

    assert ("ledger-denied", ExitCode.STOPPED) == (stop.value.reference, stop.value.exit_code)
    assert ["shift"] == room.world.acts


def test_row_25_a_platform_that_refuses_us_in_mid_run_stops_it_with_the_line_that_goes_on() -> None:
    """What stands cannot be seen either, so nothing more is sent."""
    room = Room()

    def blind(_is_stop: bool) -> None:  # noqa: FBT001 - the order's signature
        raise EXPIRED

    code = room.runner.run(order(Play("shift", failing(EXPIRED)), Play("confirm"), back=blind))  # type: ignore[arg-type] # it never returns

    assert (ExitCode.STOPPED, "8") == (code, room.ending[0])
    assert ["shift"] == room.world.acts
    assert "inv resume" in {problem.do for problem in room.problems}
