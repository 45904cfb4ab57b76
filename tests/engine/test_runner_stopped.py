"""What the runner does when it is stopped, or loses the lease or the ledger."""

import pytest

from deploy.connectors.ledger.memory import MemoryLedger
from deploy.connectors.ledger.port import LedgerUnreachable
from deploy.errors import ExitCode, LockedError, Stopped
from deploy.model.lease import Claim, Holder
from deploy.model.plan import Plan
from deploy.model.row import Row
from tests.engine.runner_room import FIRST, SECOND, Done, Play, Room, back, failing, order


class RemoteLedger(MemoryLedger):
    """A ledger that may become unreachable."""

    is_away = False

    def append(self, row: Row, holder: Holder) -> None:
        """Store the row, or give no answer."""
        if self.is_away:
            raise LedgerUnreachable("there", "no answer")
        super().append(row, holder)


def test_a_stop_is_heeded_before_the_next_step(room: Room) -> None:
    """The step that runs is finished; where nothing has to go back the same command goes on later."""
    code = room.runner.run(
        order(
            Play("first", room.stop),
            SECOND,
            back=lambda is_stop: Plan("rest", is_resumable=is_stop),
        )
    )

    assert (ExitCode.STOPPED, "8") == (code, room.ending[0])
    assert ["first"] == room.world.acts
    assert ("done", "first") in room.rows


def test_a_stop_after_traffic_moved_is_a_revert(room: Room) -> None:
    """And the way back is not disturbed by the signal that caused it."""
    code = room.runner.run(order(Play("first", room.stop), SECOND, back=back))

    assert (ExitCode.REVERTED, ["first", "back"]) == (code, room.world.acts)


def test_a_signal_during_the_way_back_does_not_end_it(room: Room) -> None:
    """Half a way back would be worse than a late end."""

    def two_back(_is_stop: bool) -> Plan[Done]:  # noqa: FBT001 - the order's signature
        return Plan("back", (Play("back", room.stop), Play("and back")))

    code = room.runner.run(order(Play("first", failing(ValueError("broken"))), back=two_back))

    assert (ExitCode.REVERTED, ["first", "back", "and back"]) == (code, room.world.acts)


def test_a_lost_lease_ends_the_run_at_once(room: Room) -> None:
    """Nothing more is sent, no way back is played, and no END row is written."""

    def lose() -> None:
        room.lease.break_lease(room.store.read().owner, Claim("bob", "there", "unlock"))
        room.lease.release()

    with pytest.raises(Stopped) as raised:
        room.runner.run(order(Play("first", lose), SECOND, back=back))

    assert ("lease-lost", ExitCode.STOPPED) == (raised.value.reference, raised.value.exit_code)
    assert ["first"] == room.world.acts
    assert [("begin", ""), ("intent", "first")] == room.rows


def test_a_lease_that_ran_out_ends_the_run_at_once(room: Room) -> None:
    """A machine that slept through its lease does not wake up and act."""

    def sleep() -> None:
        room.lease.progress(0.0)
        room.clock.advance(61.0)
        raise ValueError("and then something failed")

    with pytest.raises(Stopped) as raised:
        room.runner.run(order(Play("first", sleep), SECOND, back=back))

    assert "lease-lost" == raised.value.reference
    assert (["first"], "intent") == (room.world.acts, room.rows[-1][0])


def test_a_ledger_that_is_gone_stops_the_run() -> None:
    """Without a row of intent nothing is done, not even a way back: the platform's own revert stands by."""
    room = Room(store=RemoteLedger())

    def vanish() -> None:
        assert isinstance(room.store, RemoteLedger)
        room.store.is_away = True

    with pytest.raises(LedgerUnreachable) as raised:
        room.runner.run(order(Play("first", vanish), SECOND, back=back))

    assert ExitCode.STOPPED == raised.value.exit_code
    assert ["first"] == room.world.acts


def test_somebody_elses_lease_is_told_and_left_alone(room: Room) -> None:
    """Exit 6 at the first sign of life."""
    other = Room(store=room.store, clock=room.clock)
    with other.lease.held(Claim("bob", "there", "deploy v3")):
        other.lease.progress(1e6)

        with pytest.raises(LockedError) as raised:
            room.runner.run(order(FIRST))

    assert "bob at there" in raised.value.what
    assert ([], []) == (room.rows, room.world.acts)


def test_a_signal_ends_the_wait_for_the_lease(room: Room) -> None:
    """Nothing was done, so there is nothing to record."""
    other = Room(store=room.store, clock=room.clock)
    room.stop()

    with other.lease.held(Claim("bob", "there", "deploy v3")), pytest.raises(Stopped):
        room.runner.run(order(FIRST))
    assert ([], []) == (room.rows, room.world.acts)


def out_of_reach(*_said: object) -> None:
    """Nobody answers."""
    raise LedgerUnreachable("memory", "no answer")


def test_a_way_back_that_nobody_answers_is_resumed_by_the_same_command(room: Room) -> None:
    """Exit 8: no person can do more than to type it again."""
    step = Play("first", failing(ValueError("first")))

    code = room.runner.run(order(step, back=out_of_reach))  # type: ignore[arg-type] # it never returns

    assert (ExitCode.STOPPED, "8") == (code, room.ending[0])


@pytest.mark.parametrize("fails", [False, True])
def test_a_last_look_that_nobody_answers_is_resumed_by_the_same_command(room: Room, *, fails: bool) -> None:
    """Neither success nor failure, and no person is needed."""
    step = Play("first", failing(ValueError("broken"))) if fails else Play("first")

    code = room.runner.run(order(step, ends=out_of_reach))  # type: ignore[arg-type] # it never returns

    assert (ExitCode.STOPPED, ("8", "what is live could not be seen")) == (code, room.ending)


def test_what_is_left_as_it_is_to_be_resumed_was_not_reverted(room: Room) -> None:
    """A drain that failed has its page up: 4 would say that all is as before."""
    step = Play("first", failing(ValueError("broken")))

    code = room.runner.run(order(step, back=lambda _: Plan("all stays as it is", is_resumable=True)))

    assert (ExitCode.STOPPED, "8") == (code, room.ending[0])
