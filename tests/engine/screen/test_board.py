"""What is going on right now, from the events so far."""

from deploy.engine.events import Event, PlanShown, StepBegan, TrafficMoved
from deploy.engine.screen.board import Board
from tests.engine.screen.story import FIRST, FIRST_DONE, PLAN, PROBLEM, SECOND, WAIT


def after(*events: Event) -> Board:
    """The board after the events, a second apart."""
    board = Board()
    for second, event in enumerate(events):
        board = board.after(event, float(second))
    return board


def test_a_step_is_present_until_it_ends() -> None:
    """Its wait goes with it."""
    assert (FIRST, 1.0, WAIT, 2.0) == _present(after(PLAN, FIRST, WAIT))
    assert (None, None) == (
        after(PLAN, FIRST, WAIT, FIRST_DONE).step,
        after(PLAN, FIRST, WAIT, FIRST_DONE).wait,
    )


def test_a_new_step_does_not_inherit_a_wait() -> None:
    """Also when the last step was never ended."""
    assert after(PLAN, FIRST, WAIT, SECOND).wait is None


def test_a_problem_changes_nothing_below() -> None:
    """The step it happened in is still the present one."""
    assert after(PLAN, FIRST) == after(PLAN, FIRST, PROBLEM)


def test_traffic_keeps_its_order_and_its_last_word() -> None:
    """Lines that jump about cannot be read."""
    first, other, second = TrafficMoved("api", 10), TrafficMoved("ml", 10), TrafficMoved("api", 100)
    assert (second, other) == after(first, other, second).traffic


def test_the_next_steps_come_from_the_plan() -> None:
    """With their numbers, as many as asked for."""
    plan = PlanShown("", ("why", "a", "b", "c", "d"))
    assert ((2, "b"), (3, "c")) == after(plan, StepBegan(1, 4, "a")).upcoming(2)
    assert () == after(plan, StepBegan(4, 4, "d")).upcoming(2)


def test_a_plan_that_counts_differently_foretells_nothing() -> None:
    """A resumed run may have fewer steps than the plan that was shown."""
    assert () == after(PlanShown("", ("why", "a", "b", "c")), StepBegan(1, 2, "b")).upcoming(2)


def _present(board: Board) -> tuple[object, ...]:
    return board.step, board.step_since, board.wait, board.wait_since
