"""What we need of time."""

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
        """Let time pass; only `engine.waiting` and the lease's own thread call this."""
        ...

    def jitter(self) -> float:
        """A random share between 0 and 1."""
        ...
