"""What we need of time."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Durations come from `boot`, which counts suspended time and never jumps; `wall` is for people only."""

    def boot(self) -> float:
        """Seconds since the machine started."""
        ...

    def wall(self) -> datetime:
        """The time of day, in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let time pass; only `engine.waiting` and a contender for the lease call this."""
        ...

    def jitter(self) -> float:
        """A random share between 0 and 1."""
        ...

    def every(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        """Call back again and again, beside the caller's own work, until the returned function is called."""
        ...
