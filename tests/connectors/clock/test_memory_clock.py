"""Time that passes only when it is told to."""

from datetime import UTC, datetime, timedelta

import pytest

from deploy.connectors.clock.memory import MemoryClock


@pytest.fixture
def clock() -> MemoryClock:
    return MemoryClock()


def test_sleep_and_advance_move_both_clocks(clock: MemoryClock) -> None:
    """And nothing else does."""
    clock.sleep(1.5)
    clock.advance(2.0)

    assert clock.boot() == 3.5
    assert datetime(2026, 1, 1, 0, 0, 3, 500_000, tzinfo=UTC) == clock.wall()


def test_time_never_runs_backwards(clock: MemoryClock) -> None:
    """A negative sleep is none."""
    clock.advance(2.0)
    clock.sleep(-1.0)

    assert clock.boot() == 2.0


def test_the_wall_clock_can_jump_and_the_boot_clock_cannot(clock: MemoryClock) -> None:
    """As with a person or a time server."""
    clock.jump_wall(timedelta(days=-1))

    assert clock.boot() == 0.0
    assert datetime(2025, 12, 31, tzinfo=UTC) == clock.wall()


def test_regular_calls_happen_on_the_way_each_at_its_own_time(clock: MemoryClock) -> None:
    """Also several of them, in the order of time, and the last moment counts."""
    seen: list[tuple[str, float]] = []
    clock.every(2.0, lambda: seen.append(("two", clock.boot())))
    clock.every(3.0, lambda: seen.append(("three", clock.boot())))

    clock.advance(6.0)

    assert [("two", 2.0), ("three", 3.0), ("two", 4.0), ("two", 6.0), ("three", 6.0)] == seen
    assert clock.boot() == 6.0


def test_a_stopped_regular_call_never_comes_again(clock: MemoryClock) -> None:
    """Stopping twice is stopping once."""
    seen: list[float] = []
    stop = clock.every(1.0, lambda: seen.append(clock.boot()))
    clock.advance(1.0)

    stop()
    stop()
    clock.advance(5.0)

    assert [1.0] == seen


def test_a_call_that_sleeps_itself_moves_time_for_all(clock: MemoryClock) -> None:
    """Time is one, whoever lets it pass."""
    clock.every(1.0, lambda: clock.sleep(0.25))

    clock.advance(1.0)

    assert clock.boot() == 1.25


@pytest.mark.parametrize("share", [0.0, 0.25])
def test_the_jitter_is_what_was_ordered(share: float) -> None:
    """So that tests can say what comes."""
    assert share == MemoryClock(jitter=share).jitter()
