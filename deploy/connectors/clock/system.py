"""The machine's own time."""

import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

# Linux alone can count suspended time; elsewhere the monotonic clock is the best there is.
_BOOT = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_STOP_SECONDS = 10.0
_RANDOM = secrets.SystemRandom()


class SystemClock:
    """Time as the kernel counts it; regular calls run in a daemon thread each."""

    def boot(self) -> float:
        """Seconds since the machine started."""
        return time.clock_gettime(_BOOT)

    def wall(self) -> datetime:
        """The time of day, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(max(0.0, seconds))

    def jitter(self) -> float:
        """A random share between 0 and 1."""
        return _RANDOM.random()

    def every(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        """Call back from a thread; stopping waits, within a bound, for a call that is under way."""
        is_over = threading.Event()

        def tick() -> None:
            while not is_over.wait(seconds):
                call()

        def stop() -> None:
            is_over.set()
            thread.join(_STOP_SECONDS)

        thread = threading.Thread(target=tick, name="regular-call", daemon=True)
        thread.start()
        return stop
