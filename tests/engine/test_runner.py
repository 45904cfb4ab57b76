"""What the runner does where all goes well, and what it asks before."""

import pytest

from deploy.engine.events import Said
from deploy.engine.order import Order, Thought
from deploy.errors import ExitCode, Refused
from deploy.model.plan import Objection, Plan
from deploy.model.row import Kind, first_break
from tests.engine.runner_room import ERRAND, FIRST, SECOND, SOUND, Done, Play, Room, back, failing, order

BAD = Objection("release-marked-bad", what="v2 is bad", why="it lost orders", do="choose another")
OLD = Objection("release-is-older", what="v2 is old", why="v3 is live", do="roll back")


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


def test_a_step_is_never_done_without_being_observed(room: Room) -> None:
    """Every DONE row follows an OBSERVED row of its step, which follows its INTENT."""
    room.runner.run(order(FIRST, SECOND, Play("third", is_so=False), back=back))

    kinds = [(row.kind, row.step) for row in room.store.rows()]
    done = [number for number, (kind, _) in enumerate(kinds) if kind is Kind.DONE]
    assert ["first", "second", "back"] == [kinds[number][1] for number in done]
    for number in done:
        step = kinds[number][1]
        assert [(Kind.INTENT, step), (Kind.OBSERVED, step)] == kinds[number - 2 : number]
