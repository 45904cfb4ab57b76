"""Stands before and after every call of every port, counts, and at a chosen point does something fatal."""

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from deploy.connectors.clock.system import SystemClock

_CLOCK = SystemClock()


def die() -> None:
    """End this process as `kill -9` would."""
    os.kill(os.getpid(), signal.SIGKILL)


def fall_asleep() -> None:
    """Stop this process until somebody sends SIGCONT."""
    os.kill(os.getpid(), signal.SIGSTOP)


def _nothing() -> None:
    """Let the call pass."""


@dataclass
class Gate:
    """Points are numbered from 1 as the main thread passes them; renewals are not counted."""

    at: int = 0
    """The point at which to act; at 0 nothing is done."""
    act: Callable[[], None] = _nothing
    points: list[str] = field(default_factory=list)
    first_at: dict[str, float] = field(default_factory=dict)
    """When each kind of point was passed first, by the boot clock."""
    _thread: int = field(default_factory=threading.get_ident)

    def passes(self, point: str) -> None:
        """Note the point, and act where it is the chosen one."""
        if threading.get_ident() != self._thread:
            return
        self.points.append(point)
        self.first_at.setdefault(point, _CLOCK.boot())
        if len(self.points) == self.at:
            self.act()


@dataclass(frozen=True)
class Gated:
    """Any port, each of whose calls passes the gate twice; to be cast to the port that it stands for."""

    port: object
    name: str
    gate: Gate

    def __getattr__(self, word: str) -> Callable[..., object]:
        method = getattr(self.port, word)

        def called(*said: object, **named: object) -> object:
            self.gate.passes(f"before {self.name}.{word}")
            reply: object = method(*said, **named)
            self.gate.passes(f"after {self.name}.{word}")
            return reply

        return called
