"""One runner for every plan: refuse, hold the lease, look again, act and record, recover, end honestly."""

import pytest

from deploy.connectors.ledger.memory import MemoryLedger
from deploy.connectors.ledger.port import LedgerUnreachable
from deploy.engine.events import Said
from deploy.engine.order import Conclusion, Order, Thought
from deploy.errors import ExitCode, Halted, LockedError, Refused, Reverted, Stopped
from deploy.model.lease import Claim, Holder
from deploy.model.plan import Objection, Plan
from deploy.model.row import Kind, Row, first_break
from tests.engine.runner_room import ERRAND, SOUND, UNSOUND, Done, Play, Room, failing, order

FIRST, SECOND = Play("first"), Play("second")
BACK = Play("back")
BAD = Objection("release-marked-bad", what="v2 is bad", why="it lost orders", do="choose another")
OLD = Objection("release-is-older", what="v2 is old", why="v3 is live", do="roll back")


def back(_is_stop: bool) -> Plan[Done]:  # noqa: FBT001 - the order's signature
    """A way back of one step."""
    return Plan("back", (BACK,))


class RemoteLedger(MemoryLedger):
    """A ledger that may become unreachable."""

    is_away = False

    def append(self, row: Row, holder: Holder) -> None:
        """Store the row, or give no answer."""
        if self.is_away:
            raise LedgerUnreachable("there", "no answer")
        super().append(row, holder)


@pytest.fixture
def room() -> Room:
    return Room()


def test_every_step_is_intended_observed_and_done(room: Room) -> None:
    """Each a row, in that order, between BEGIN and END."""
    code = room.runner.run(order(FIRST, SECOND))

    assert ExitCode.DONE == code
    assert [
        ("begin", ""),
        ("intent", "first"),
        ("observed", "first"),
        ("done", "first"),
        ("intent", "second"),
        ("observed", "second"),
        ("done", "second"),
        ("end", ""),
    ] == room.rows
    assert "" == first_break(room.store.rows(), room.store.head())


def test_the_first_row_says_what_the_run_is_for(room: Room) -> None:
    """Verb, release, base and reason."""
    room.runner.run(order(FIRST))

    begin = room.store.rows()[0]
    assert ("deploy", "v2", "v1", "a reason") == tuple(
        begin.value(word) for word in ("verb", "release", "base", "why")
    )


def test_the_end_says_the_same_everywhere(room: Room) -> None:
    """The exit code, the END row and the screen."""
    code = room.runner.run(order(FIRST))

    assert (ExitCode.DONE, ("0", "v2 is live"), ExitCode.DONE) == (code, room.ending, room.shown_code)


def test_the_lease_is_free_after_every_end(room: Room) -> None:
    """Whoever comes next need not wait."""
    room.runner.run(order(Play("first", failing(ValueError("broken")))))

    assert "" == room.store.read().owner


def test_showing_a_plan_touches_nothing(room: Room) -> None:
    """No lease, no row, no act, no question."""
    assert ExitCode.DONE == room.runner.show(order(FIRST))

    assert [("v2 goes live", "first")] == room.plans
    assert ([], [], [], 0) == (room.rows, room.world.acts, room.asked, room.store.read().fence)


def test_a_refusal_comes_before_the_lease(room: Room) -> None:
    """The first objection is the error, the others are shown; nobody is asked anything."""
    with pytest.raises(Refused) as raised:
        room.runner.run(order(FIRST, objections=(BAD, OLD)))

    assert "release-marked-bad" == raised.value.reference
    assert ["release-is-older"] == [problem.reference for problem in room.problems]
    assert ([], [], [], 0) == (room.rows, room.world.acts, room.asked, room.store.read().fence)


def test_a_plan_that_changed_under_the_lease_is_shown_and_asked_again(room: Room) -> None:
    """What runs is the plan that was shown last."""
    plans = [Plan("v2 goes live", (FIRST,)), Plan("traffic goes back first", (SECOND,))]
    changing = Order[Done](ERRAND, lambda: Thought(plans.pop(0)), back, lambda: SOUND)

    room.runner.run(changing)

    assert [("v2 goes live", "first"), ("traffic goes back first", "second")] == room.plans
    assert ["deploy v2?", "deploy v2, with the new plan?"] == room.asked
    assert ["second"] == room.world.acts
    assert [True] == [event.is_warning for event in room.screen.events if isinstance(event, Said)]


def test_a_refusal_under_the_lease_leaves_no_row(room: Room) -> None:
    """Something changed while we waited for our turn."""
    thoughts = [Thought(Plan("v2 goes live", (FIRST,))), Thought(Plan("v2 goes live", (FIRST,)), (OLD,))]
    changing = Order[Done](ERRAND, lambda: thoughts.pop(0), back, lambda: SOUND)

    with pytest.raises(Refused):
        room.runner.run(changing)
    assert ([], []) == (room.rows, room.world.acts)
    assert "" == room.store.read().owner


def test_who_says_no_changes_nothing(room: Room) -> None:
    """The question comes before the lease."""
    room.refuses = True

    with pytest.raises(Refused):
        room.runner.run(order(FIRST))
    assert ([], [], 0) == (room.rows, room.world.acts, room.store.read().fence)


def test_a_step_that_is_not_so_is_recovered_from(room: Room) -> None:
    """Observed, but never done."""
    code = room.runner.run(order(Play("first", is_so=False), SECOND, back=back))

    assert ExitCode.REVERTED == code
    assert ["first", "back"] == room.world.acts
    assert ("observed", "first") in room.rows
    assert ("done", "first") not in room.rows
    assert ["step-not-so"] == [problem.reference for problem in room.problems]


@pytest.mark.parametrize(
    "error",
    [
        ValueError("a defect"),
        OSError(28, "no space left"),
        RecursionError(),
        Reverted("candidate-not-fit", what="no", why="no", do="no"),
        Refused("aws-denied", what="no", why="no", do="no"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_a_step_raises_the_way_back_is_gone(room: Room, error: Exception) -> None:
    """Recovery follows from what stands, not from which exception came; a refusal in mid-run is no 3."""
    code = room.runner.run(order(FIRST, Play("second", failing(error)), back=back))

    assert (ExitCode.REVERTED, "4") == (code, room.ending[0])
    assert ["first", "second", "back"] == room.world.acts


def test_an_unknown_error_is_told_in_the_house_form(room: Room) -> None:
    """With its type, and without a traceback."""
    room.runner.run(order(Play("first", failing(ZeroDivisionError()))))

    problem = room.problems[0]
    assert "unexpected-failure" == problem.reference
    assert "ZeroDivisionError" in problem.what
    assert "it gave no reason" == problem.why


def test_a_recovery_that_fails_is_a_halt(room: Room) -> None:
    """A person is needed, and sees both problems."""

    def broken_back(_is_stop: bool) -> Plan[Done]:  # noqa: FBT001 - the order's signature
        return Plan("back", (Play("back", failing(ValueError("second"))),))

    code = room.runner.run(order(Play("first", failing(ValueError("first"))), back=broken_back))

    assert (ExitCode.HALTED, "5") == (code, room.ending[0])
    assert ["first", "second"] == [problem.why for problem in room.problems]


def test_a_recovery_that_cannot_even_look_is_a_halt(room: Room) -> None:
    """Also where the platform refuses: exit 3 would say that nothing was touched."""

    def blind(_is_stop: bool) -> Plan[Done]:  # noqa: FBT001 - the order's signature
        raise Refused("aws-denied", what="no", why="expired", do="renew")

    code = room.runner.run(order(Play("first", failing(ValueError("first"))), back=blind))

    assert (ExitCode.HALTED, "5") == (code, room.ending[0])


def test_a_way_back_that_needs_a_person_is_a_halt(room: Room) -> None:
    """After the steps that are safe."""
    code = room.runner.run(
        order(
            Play("first", failing(ValueError("first"))),
            back=lambda _: Plan("back", (BACK,), ends_halted="no release is known"),
        )
    )

    assert (ExitCode.HALTED, ["first", "back"]) == (code, room.world.acts)


def test_a_plan_that_ends_halted_needs_a_person(room: Room) -> None:
    """However well its way back went."""
    assert ExitCode.HALTED == room.runner.run(order(FIRST, halted="both sides are sick", back=back))


def test_a_step_that_halts_stays_a_halt(room: Room) -> None:
    """A dead live side is not made good by a way back that had nothing to do."""
    halting = Play("first", failing(Halted("live-side-dead", what="dead", why="dead", do="look")))

    assert ExitCode.HALTED == room.runner.run(order(halting))


@pytest.mark.parametrize("fails", [False, True])
def test_an_end_that_is_not_sound_is_a_halt(room: Room, *, fails: bool) -> None:
    """Neither 0 nor 4 may be said where no healthy side has the traffic."""
    step = Play("first", failing(ValueError("broken"))) if fails else FIRST

    code = room.runner.run(order(step, ends=lambda: UNSOUND))

    assert (ExitCode.HALTED, ("5", "web is sick")) == (code, room.ending)


@pytest.mark.parametrize("fails", [False, True])
def test_an_end_that_cannot_be_seen_is_neither_success_nor_failure(room: Room, *, fails: bool) -> None:
    """Exit 5, and the ledger says why."""
    step = Play("first", failing(ValueError("broken"))) if fails else FIRST

    def blind() -> Conclusion:
        raise TimeoutError("no answer")

    code = room.runner.run(order(step, ends=blind))

    assert (ExitCode.HALTED, ("5", "what is live could not be seen")) == (code, room.ending)


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


def test_a_kind_of_row_is_never_done_without_being_observed(room: Room) -> None:
    """Every DONE row follows an OBSERVED row of its step, which follows its INTENT."""
    room.runner.run(order(FIRST, SECOND, Play("third", is_so=False), back=back))

    kinds = [(row.kind, row.step) for row in room.store.rows()]
    for number, (kind, step) in enumerate(kinds):
        if kind is Kind.DONE:
            assert [(Kind.INTENT, step), (Kind.OBSERVED, step)] == kinds[number - 2 : number]
