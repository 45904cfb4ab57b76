"""Work side by side: so many at a time, each with its own lines, and an account of all at the end."""

from collections.abc import Callable
from threading import Barrier, Event, current_thread, main_thread
from time import monotonic

from deploy.errors import Refused, Reverted, Stopped
from deploy.tasks.side_by_side import Job, Outcomes, Say, one_error, side_by_side

PATIENCE = 10.0


def failing(error: Exception) -> Callable[[Say], str]:
    """Work that fails."""

    def fail(_: Say) -> str:
        raise error

    return fail


def nothing(_name: str, _line: str) -> None:
    """Take a line and do nothing with it."""


def test_two_are_at_work_at_the_same_time() -> None:
    """Each waits for the other, so one after the other would never end."""
    meeting = Barrier(2)

    def meet(_: Say) -> int:
        return meeting.wait(PATIENCE)

    outcomes = side_by_side({"a": meet, "b": meet}, 2, nothing)

    assert {0, 1} == set(outcomes.done.values())


def test_no_more_than_two_are_at_work() -> None:
    """The third begins when one of them is through."""
    at_work: set[str] = set()
    most: list[int] = []

    def work(name: str) -> Job[bool]:
        def job(_: Say) -> bool:
            at_work.add(name)
            most.append(len(at_work))
            Event().wait(0.02)
            at_work.discard(name)
            return True

        return job

    outcomes = side_by_side({name: work(name) for name in "abcde"}, 2, nothing)

    assert 5 == len(outcomes.done)
    assert max(most) <= 2


def test_every_line_is_told_with_its_name_and_in_one_thread() -> None:
    """A screen that two threads write to would be a mess."""
    told: list[tuple[str, str]] = []
    threads = set()

    def tell(name: str, line: str) -> None:
        told.append((name, line))
        threads.add(current_thread())

    def work(name: str) -> Job[bool]:
        def job(say: Say) -> bool:
            for number in range(100):
                say(f"{name} {number}")
            return True

        return job

    side_by_side({name: work(name) for name in "ab"}, 2, tell)

    for name in "ab":
        assert [f"{name} {number}" for number in range(100)] == [line for who, line in told if who == name]
    assert {main_thread()} == threads


def test_after_a_failure_none_is_begun() -> None:
    """Every one is accounted for by name."""
    error = Reverted("image-not-built", what="no", why="-", do="-")
    jobs: dict[str, Job[str]] = {"a": lambda _: "built", "b": failing(error), "c": lambda _: "built"}
    outcomes = side_by_side(jobs, 1, nothing)

    assert {"a": "built"} == outcomes.done
    assert {"b": error} == outcomes.failed
    assert ("c",) == outcomes.not_begun


def test_what_runs_at_a_failure_runs_to_its_end() -> None:
    """Its work is not lost."""
    both_run = Barrier(2)
    error = Reverted("image-not-built", what="no", why="-", do="-")

    def fail(_: Say) -> str:
        both_run.wait(PATIENCE)
        raise error

    def slow(_: Say) -> str:
        both_run.wait(PATIENCE)
        Event().wait(0.05)
        return "built"

    outcomes = side_by_side({"a": fail, "b": slow}, 2, nothing)

    assert ({"a": error}, {"b": "built"}) == (outcomes.failed, outcomes.done)


def test_two_failures_are_both_told() -> None:
    """Neither hides the other."""
    errors = {name: Reverted("image-not-built", what=name, why="-", do="-") for name in "ab"}
    meeting = Barrier(2)

    def work(name: str) -> Job[str]:
        def job(say: Say) -> str:
            meeting.wait(PATIENCE)
            return failing(errors[name])(say)

        return job

    assert errors == side_by_side({name: work(name) for name in "ab"}, 2, nothing).failed


def test_the_error_accounts_for_every_piece_of_work() -> None:
    """It is of the kind of the first, with its reason and its line to type."""
    first = Refused("registry-denied", what="no login", why="it is too old", do="log in")
    second = Reverted("image-not-built", what="no room", why="-", do="-")
    error = one_error(Outcomes({"c": True}, {"a": first, "b": second}, ("d",)), "is built")

    assert isinstance(error, Refused)
    assert "a: no login; b failed too: no room; c is built; d was not begun" == error.what
    assert ("registry-denied", "it is too old", "log in") == (error.reference, error.why, error.do)


def test_an_error_alone_is_told_as_it_is() -> None:
    """There is nothing else to tell of."""
    error = Reverted("image-not-built", what="no", why="-", do="-")

    assert error is one_error(Outcomes[bool]({}, {"a": error}, ()), "is built")


def test_a_stop_is_a_stop_whatever_else_failed() -> None:
    """A person asked for it."""
    stop = Stopped("stopped-by-signal", what="stopped", why="-", do="-")
    other = Reverted("image-not-built", what="no", why="-", do="-")

    assert stop is one_error(Outcomes[bool]({}, {"a": other, "b": stop}, ()), "is built")


def test_the_end_of_the_work_is_noticed_at_once() -> None:
    """Whoever looked every so often would look for seconds here."""
    began = monotonic()
    for _ in range(50):
        side_by_side({"a": lambda _: True}, 1, nothing)

    assert monotonic() - began < 5
