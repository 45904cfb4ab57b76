"""Reads the output of many processes on one thread, line by line, with a bound on what is kept."""

import os
import selectors
import threading
from collections import deque
from dataclasses import dataclass, field
from time import time

from rehearsal.ecs.runtime.port import Line

LINES_KEPT = 5_000
LONGEST_LINE = 64 * 1024
CHUNK = 64 * 1024


@dataclass(slots=True)
class Tape:
    """The newest lines of one container; what is not taken in time is counted and dropped."""

    lines: deque[Line] = field(default_factory=deque)
    dropped: int = 0
    rest: bytes = b""

    def feed(self, data: bytes) -> None:
        """Cut bytes into lines; an endless line is cut at the longest length."""
        *whole, self.rest = (self.rest + data).split(b"\n")
        for line in whole:
            self._add(line)
        while len(self.rest) > LONGEST_LINE:
            self._add(self.rest[:LONGEST_LINE])
            self.rest = self.rest[LONGEST_LINE:]

    def finish(self) -> None:
        """Keep a last line without its end."""
        if self.rest:
            self._add(self.rest)
            self.rest = b""

    def take(self) -> list[Line]:
        """Hand over what was read, and a note about what was lost."""
        taken = []
        while self.lines:
            taken.append(self.lines.popleft())
        if self.dropped:
            taken.append(Line(_now(), f"[{self.dropped} lines dropped: the output is faster than the log]"))
            self.dropped = 0
        return taken

    def _add(self, line: bytes) -> None:
        if len(self.lines) >= LINES_KEPT:
            self.lines.popleft()
            self.dropped += 1
        self.lines.append(Line(_now(), line[:LONGEST_LINE].decode("utf-8", "replace").rstrip("\r")))


class Pump:
    """One thread that reads every pipe it is given until the pipe ends."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._new: deque[tuple[int, Tape]] = deque()
        self._wake_read, self._wake_write = os.pipe()
        self._selector.register(self._wake_read, selectors.EVENT_READ, None)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="task-output", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close every pipe."""
        self._ended.set()
        os.write(self._wake_write, b".")
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            os.close(key.fd)
        self._selector.close()
        os.close(self._wake_write)

    def add(self, descriptor: int, tape: Tape) -> None:
        """Read a pipe onto a tape from now on; the pump closes it."""
        os.set_blocking(descriptor, False)
        self._new.append((descriptor, tape))
        os.write(self._wake_write, b".")

    def _run(self) -> None:
        while not self._ended.is_set():
            for key, _ in self._selector.select():
                self._read(key)

    def _read(self, key: selectors.SelectorKey) -> None:
        if key.data is None:
            os.read(key.fd, CHUNK)
            while self._new:
                descriptor, tape = self._new.popleft()
                self._selector.register(descriptor, selectors.EVENT_READ, tape)
            return
        try:
            data = os.read(key.fd, CHUNK)
        except BlockingIOError:
            return
        if data:
            key.data.feed(data)
            return
        key.data.finish()
        self._selector.unregister(key.fd)
        os.close(key.fd)


def _now() -> int:
    return int(time() * 1000)
