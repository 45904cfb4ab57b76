"""A run of the tool that can die, stand still or be stopped at any border of a port call, in one process."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from deploy.connectors.clock.port import Clock
from deploy.errors import Stopped

P = TypeVar("P")


class Killed(BaseException):
    """The run is gone; nothing in the tool may catch this."""


def live_on(_border: int) -> None:
    """Nothing happens at any border."""


def die_at(border: int) -> Callable[[int], None]:
    """The run dies when it comes to that border."""

    def fate(reached: int) -> None:
        if reached >= border:
            raise Killed

    return fate


@dataclass
class Process:
    """One run: every port call has a border before and after it, and the fate is asked at each."""

    fate: Callable[[int], None] = live_on
    stops_at: int = 0
    """The border from which on a signal has been heard; none where it is zero."""
    since: str = ""
    """The method whose first call begins the count of borders; the first call of all where it is empty."""
    borders: int = 0
    at: str = ""
    """The method at whose border the run is."""
    is_dead: bool = False
    stands_still: bool = False
    """Whether all its threads are frozen, as by SIGSTOP; nobody renews its lease meanwhile."""

    def cross(self, name: str) -> None:
        """Come to a border; whoever died stays dead, whatever its own clean-up tries to call."""
        if self.is_dead:
            raise Killed
        if not self.borders and self.since not in {"", name}:
            return
        self.borders += 1
        self.at = name
        try:
            self.fate(self.borders)
        except Killed:
            self.is_dead = True
            raise

    def check_signal(self) -> None:
        """Raise where a signal was heard."""
        if self.stops_at and self.borders >= self.stops_at:
            raise Stopped("stopped-by-signal", what="stopped", why="SIGTERM asked for it", do="inv status")

    def over(self, port: P) -> P:
        """The port with borders around every call."""
        return cast("P", _Bordered(port, self))


class _Bordered:
    """Hands every call on, crossing a border before and after it."""

    def __init__(self, port: object, process: Process) -> None:
        self._port = port
        self._process = process

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method, cross = getattr(self._port, name), self._process.cross

        def call(*args: object, **named: object) -> object:
            cross(name)
            answer = method(*args, **named)
            cross(name)
            return answer

        setattr(self, name, call)
        return call


@dataclass
class OwnClock:
    """The world's clock as one run has it: its regular calls rest while the run stands still."""

    clock: Clock
    process: Process

    def boot(self) -> float:
        """Seconds since the clock was made."""
        return self.clock.boot()

    def wall(self) -> datetime:
        """The time of day."""
        return self.clock.wall()

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.sleep(seconds)

    def jitter(self) -> float:
        """The share that the clock was made with."""
        return self.clock.jitter()

    def every(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        """Call back again and again while the run is alive and moves."""

        def beat() -> None:
            if not (self.process.stands_still or self.process.is_dead):
                call()

        return self.clock.every(seconds, beat)
