"""Does several pieces of work at a time, in threads of their own, and tells what each says."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Generic, TypeVar

from deploy.errors import Reverted, Stopped, SwingbridgeError

T = TypeVar("T")
Say = Callable[[str], None]
Job = Callable[[Say], T]


@dataclass(frozen=True)
class Outcomes(Generic[T]):
    """What came of each piece of work, by name; in the order in which they were given."""

    done: Mapping[str, T]
    failed: Mapping[str, Exception]
    not_begun: tuple[str, ...]


def side_by_side(jobs: Mapping[str, Job[T]], most: int, tell: Callable[[str, str], None]) -> Outcomes[T]:
    """Do as many at a time as `most` says; after a failure none is begun, and what runs runs to its end.

    `tell` is called in this thread alone.
    """
    lines: SimpleQueue[tuple[str, str] | None] = SimpleQueue()
    has_failed: list[bool] = []

    def run(name: str) -> T | None:
        try:
            return None if has_failed else jobs[name](lambda line: lines.put((name, line)))
        except BaseException:
            has_failed.append(True)
            raise
        finally:
            lines.put(None)

    with ThreadPoolExecutor(most) as pool:
        futures = {name: pool.submit(run, name) for name in jobs}
        _tell_until_all_ended(len(jobs), lines, tell)
    return _sorted(futures)


def _tell_until_all_ended(
    running: int, lines: "SimpleQueue[tuple[str, str] | None]", tell: Callable[[str, str], None]
) -> None:
    """Every piece of work ends with a None, also one that is not begun."""
    while running:
        line = lines.get()
        if line is None:
            running -= 1
        else:
            tell(*line)


def _sorted(futures: Mapping[str, "Future[T | None]"]) -> Outcomes[T]:
    errors = {name: future.exception() for name, future in futures.items()}
    failed = {name: error for name, error in errors.items() if isinstance(error, Exception)}
    results = {name: future.result() for name, future in futures.items() if errors[name] is None}
    done = {name: result for name, result in results.items() if result is not None}
    return Outcomes(done, failed, tuple(name for name, result in results.items() if result is None))


def one_error(outcomes: Outcomes[T], done_word: str) -> Exception:
    """One error for all that failed, which accounts for the rest; a stop is told as it is."""
    stops = [error for error in outcomes.failed.values() if isinstance(error, Stopped)]
    (name, first), *others = outcomes.failed.items()
    if stops or not isinstance(first, SwingbridgeError):
        return stops[0] if stops else first
    rest = [f"{other} failed too: {error}" for other, error in others]
    rest += [f"{other} {done_word}" for other in outcomes.done]
    rest += [f"{other} was not begun" for other in outcomes.not_begun]
    if not rest:
        return first
    kind = type(first) if type(first) in SwingbridgeError.__subclasses__() else Reverted
    return kind(first.reference, what="; ".join((f"{name}: {first.what}", *rest)), why=first.why, do=first.do)
