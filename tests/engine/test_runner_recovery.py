"""What the runner does where a step, its recovery or the last look fails."""

import pytest

from deploy.engine.events import RunEnded
from deploy.engine.order import Conclusion
from deploy.errors import ExitCode, Halted, Refused, Reverted
from deploy.model.plan import Plan
from tests.engine.runner_room import BACK, FIRST, SECOND, UNSOUND, Done, Play, Room, back, failing, order


def test_a_step_that_is_not_so_is_recovered_from(room: Room) -> None:
    """Observed, but never done."""
    code = room.runner.run(order(Play("first", is_so=False), SECOND, back=back))

    assert ExitCode.REVERTED == code
    assert ["first", "back"] == room.world.acts
    assert ("observed", "first") in room.rows
    assert ("done", "first") not in room.rows
    assert ["step-not-so"] == [problem.reference for problem in room.problems]


@pytest.mark.parametrize(("is_so", "line", "problem"), [(True, "undo", ""), (False, "look", "step-not-so")])
def test_who_failed_is_sent_to_look_and_not_to_undo(
    room: Room, *, is_so: bool, line: str, problem: str
) -> None:
    """What was taken back already needs no rollback; the ledger keeps the name of the trouble."""
    end = Conclusion(is_sound=True, text="v1 is live", next_line="undo", failed_line="look")

    room.runner.run(order(Play("first", is_so=is_so), back=back, ends=lambda: end))

    shown = [event.next_line for event in room.screen.events if isinstance(event, RunEnded)]
    assert [line] == shown
    assert problem == room.store.rows()[-1].value("problem")


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
