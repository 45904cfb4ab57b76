"""A data plane as the control plane holds it: a child process, kept alive, and two threads."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from pathlib import Path
from threading import Condition, Thread
from typing import TYPE_CHECKING

from rehearsal.balancer.engine import OnReport
from rehearsal.balancer.messages import Order, Report

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    Channel = Connection[Order, Report]

_ROOT = Path(__file__).resolve().parents[2]
_STOP_SECONDS = 5.0
_RESTART_SECONDS = 0.2


class ChildPlane:
    """Starts the process, hands orders over, and starts it again with the newest order if it dies."""

    def __init__(self, module: str, on_report: OnReport) -> None:
        self._module = module
        self._on_report = on_report
        self._news = Condition()
        self._order: Order | None = None
        self._sent: Order | None = None
        self._channel: Channel | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self._threads: list[Thread] = []

    @property
    def pid(self) -> int | None:
        """The process that routes now."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start the process and the threads that speak with it."""
        with self._news:
            self._launch()
        for work in (self._write, self._read):
            thread = Thread(target=work, name=f"balancer{work.__name__}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def _launch(self) -> None:
        """Start the process; the lock is held, so that none is started after the last one was ended."""
        ours, theirs = Pipe()
        command = [sys.executable, "-m", self._module, str(theirs.fileno())]
        self._process = subprocess.Popen(
            command, cwd=_ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, start_new_session=True
        )
        theirs.close()
        self._channel = ours
        self._sent = None
        self._news.notify_all()

    def follow(self, order: Order) -> None:
        """Leave the order for the writing thread."""
        with self._news:
            self._order = order
            self._news.notify_all()

    def stop(self) -> None:
        """End the process, whether it listens or not, and the threads."""
        with self._news:
            self._stopping = True
            self._news.notify_all()
        process = self._process
        if process is not None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_STOP_SECONDS)
            process.kill()
            process.wait()
        for thread in self._threads:
            thread.join(_STOP_SECONDS)

    def _write(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._stopping or self._has_news())
                if self._stopping:
                    return
                channel, order = self._channel, self._order
                self._sent = order
            if channel is not None and order is not None:
                with suppress(OSError):  # the reading thread sees the end too, and starts anew
                    channel.send(order)

    def _has_news(self) -> bool:
        return self._channel is not None and self._order is not self._sent

    def _read(self) -> None:
        while not self._stopping:
            channel = self._channel
            if channel is not None:
                with suppress(EOFError, OSError), self._held(channel):
                    while True:
                        self._on_report(channel.recv())
            self._revive()

    @contextmanager
    def _held(self, channel: "Channel") -> Iterator[None]:
        try:
            yield
        finally:
            with self._news:
                self._channel = None
            channel.close()

    def _revive(self) -> None:
        with self._news:
            if self._news.wait_for(lambda: self._stopping, _RESTART_SECONDS):
                return
            if self._process is not None:
                self._process.kill()
                self._process.wait()
            self._launch()
