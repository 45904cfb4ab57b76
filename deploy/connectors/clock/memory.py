"""Time that passes only when it is told to."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class _Regular:
    """A call that comes due again and again."""

    due: float
    seconds: float
    call: Callable[[], None]


class MemoryClock:
    """A clock that `sleep` and `advance` move on; regular calls happen on the way, each at its own time."""

    def __init__(self, start: datetime = _START, jitter: float = 0.5) -> None:
        self._lock = threading.Lock()
        self._boot = 0.0
        self._start = start
        self._jitter = jitter
        self._regulars: list[_Regular] = []

    def boot(self) -> float:
        """Seconds since the clock was made."""
        with self._lock:
            return self._boot

    def wall(self) -> datetime:
        """The time of day: the start, the seconds that passed, and every jump."""
        with self._lock:
            return self._start + timedelta(seconds=self._boot)

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        self.advance(seconds)

    def jitter(self) -> float:
        """The share that the clock was made with."""
        return self._jitter

    def every(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        """Call back while time is moved on, in the thread that moves it."""
        regular = _Regular(self.boot() + seconds, seconds, call)
        with self._lock:
            self._regulars.append(regular)

        def stop() -> None:
            with self._lock:
                if regular in self._regulars:
                    self._regulars.remove(regular)

        return stop

    def advance(self, seconds: float) -> None:
        """Let time pass, making the calls that come due on the way."""
        end = self.boot() + max(0.0, seconds)
        while due := self._next_due(end):
            due.call()
        with self._lock:
            self._boot = max(self._boot, end)

    def jump_wall(self, jump: timedelta) -> None:
        """Set the time of day on or back, as a person or a time server would."""
        with self._lock:
            self._start += jump

    def _next_due(self, end: float) -> _Regular | None:
        """The regular call that comes first, with the clock moved to its time and its next time noted."""
        with self._lock:
            first = min(self._regulars, key=lambda regular: regular.due, default=None)
            if first is None or first.due > end:
                return None
            self._boot = max(self._boot, first.due)
            first.due += first.seconds
            return first
