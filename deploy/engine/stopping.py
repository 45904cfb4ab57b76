"""Signals: the first asks the run to stop at its next safe point, a second Ctrl-C leaves at once.

A signal handler may interrupt its own thread anywhere, even while that thread holds the screen. So the
handlers do nothing: Python writes each signal's number to a pipe, and a thread at its other end does the
rest, even while the main thread hangs in a call.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterable
from types import FrameType, TracebackType
from typing import Self

from deploy.connectors.clock.port import Clock
from deploy.engine.events import Said, Screen
from deploy.errors import ExitCode, Stopped

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_OVER = 0
# Some senders signal both the process and its group: that is one wish, not two.
_SAME_WISH_SECONDS = 0.2
_SCREEN_SECONDS = 0.5


class Stopping:
    """Whether somebody asked the run to stop; a context that holds the signal handlers."""

    def __init__(self, clock: Clock, screen: Screen, leave: Callable[[int], None] = os._exit) -> None:
        self._clock = clock
        self._screen = screen
        self._leave = leave
        self._asked_at = 0.0
        self.signal_name = ""
        """The signal that asked; empty until one did."""
        self.still_runs: Callable[[], Iterable[str]] = tuple
        """What a person who leaves at once leaves behind, in words."""

    @property
    def is_asked(self) -> bool:
        """Whether somebody asked."""
        return bool(self.signal_name)

    def check(self) -> None:
        """Raise where somebody asked; called at every safe point."""
        if self.is_asked:
            raise Stopped(
                "stopped-by-signal",
                what="the run stops here, at a safe point",
                why=f"{self.signal_name} asked for it {self._clock.boot() - self._asked_at:.0f} s ago",
                do="inv status shows what is live; the same command goes on from there",
            )

    def heard(self, number: int) -> None:
        """Take note of a signal; tests call this without sending one."""
        if not self.is_asked:
            self._asked_at = self._clock.boot()
            self.signal_name = signal.Signals(number).name
            _within_bound(lambda: self._screen.show(Said(_NOTED.format(self.signal_name), is_warning=True)))
        elif number == signal.SIGINT and self._clock.boot() - self._asked_at > _SAME_WISH_SECONDS:
            self._leave_now()

    def _leave_now(self) -> None:
        """Say what is left behind and end, whatever the main thread is doing."""
        _within_bound(self._screen.close)
        running = ", ".join(self.still_runs()) or "whatever the present step began"
        os.write(2, _LEFT.format(name=self.signal_name, running=running).encode())
        self._leave(ExitCode.STOPPED)

    def __enter__(self) -> Self:
        self._read_end, self._write_end = os.pipe()
        os.set_blocking(self._write_end, False)
        self._listener = threading.Thread(target=self._listen, name="signals", daemon=True)
        self._listener.start()
        self._former_fd = signal.set_wakeup_fd(self._write_end, warn_on_full_buffer=False)
        self._former = {number: signal.signal(number, _do_nothing) for number in SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._former_fd)
        os.write(self._write_end, bytes([_OVER]))
        self._listener.join()
        os.close(self._read_end)
        os.close(self._write_end)

    def _listen(self) -> None:
        while (number := os.read(self._read_end, 1)[0]) != _OVER:
            if number in SIGNALS:
                self.heard(number)


def _do_nothing(_number: int, _frame: FrameType | None) -> None:
    """Stand where the default would end the process; the listener has the signal from the pipe."""


def _within_bound(call: Callable[[], None]) -> None:
    """Call, but do not wait for a screen that somebody holds: the next signal must be heard."""
    calling = threading.Thread(target=call, daemon=True)
    calling.start()
    calling.join(_SCREEN_SECONDS)


_NOTED = "{}: stopping at the next safe point; Ctrl-C once more leaves at once"
_LEFT = """
left at once: {name} asked to stop, and a second Ctrl-C did not wait for the safe point
  still running: {running}
  look:          inv status shows what is live and what is in progress
  next:          the lock frees itself when its lease ends; then the same command goes on from there
"""
