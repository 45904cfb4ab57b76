"""The machine's own time."""

import threading
import time
from datetime import UTC, datetime, timedelta

from deploy.connectors.clock.system import SystemClock


def test_durations_come_from_the_clock_that_counts_suspended_time() -> None:
    """Not from the time of day."""
    before = time.clock_gettime(time.CLOCK_BOOTTIME)

    now = SystemClock().boot()

    assert before <= now <= time.clock_gettime(time.CLOCK_BOOTTIME)


def test_the_wall_clock_is_in_utc() -> None:
    """For people, and unambiguous."""
    now = SystemClock().wall()

    assert UTC is now.tzinfo
    assert abs(datetime.now(UTC) - now) < timedelta(minutes=1)


def test_sleep_lets_at_least_that_much_time_pass() -> None:
    """A negative sleep is none."""
    clock = SystemClock()
    began = clock.boot()

    clock.sleep(0.02)
    clock.sleep(-5.0)

    assert 0.02 <= clock.boot() - began < 5.0


def test_jitter_is_a_share_and_differs() -> None:
    """Rivals must not look at the same moments."""
    shares = {SystemClock().jitter() for _ in range(20)}

    assert all(0 <= share < 1 for share in shares)
    assert len(shares) > 1


def test_regular_calls_come_from_another_thread_until_they_are_stopped() -> None:
    """The thread is a daemon: it never keeps a run from ending."""
    threads: list[threading.Thread] = []
    twice = threading.Event()

    def call() -> None:
        threads.append(threading.current_thread())
        if len(threads) == 2:
            twice.set()

    stop = SystemClock().every(0.001, call)
    assert twice.wait(10.0)
    stop()

    assert not threads[0].is_alive()
    assert threads[0].daemon
    assert threading.current_thread() not in threads
