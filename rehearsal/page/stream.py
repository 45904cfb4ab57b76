"""The event stream of one watcher, and the count of all watchers."""

import json
from collections.abc import Generator, Iterator
from threading import Condition
from time import monotonic, time

from rehearsal.page.glass import EVERY, Glass

# A browser that left is noticed at the next write, so this is also how long its thread outlives it.
BEAT = 1.0
RETRY = b"retry: 1000\n\n"
BYE = b"event: bye\ndata: {}\n\n"


class Watchers:
    """Counts the open streams, and ends them all."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._count = 0
        self._ended = False

    @property
    def count(self) -> int:
        """How many streams are open."""
        return self._count

    def wait(self, seconds: float) -> bool:
        """Wait a while; whether the streams go on."""
        with self._changed:
            return not self._changed.wait_for(lambda: self._ended, seconds)

    def end(self, seconds: float) -> bool:
        """Let every stream say goodbye; whether all have ended within the time."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
            return self._changed.wait_for(lambda: self._count == 0, seconds)

    def come(self) -> None:
        """One more."""
        self._add(1)

    def go(self) -> None:
        """One less."""
        self._add(-1)

    def _add(self, number: int) -> None:
        with self._changed:
            self._count += number
            self._changed.notify_all()


def events(glass: Glass, watchers: Watchers) -> Generator[bytes, None, None]:
    """What one watcher is sent: a snapshot whenever something changed, and a beat in between."""
    watchers.come()
    try:
        yield RETRY
        yield from _news(glass, watchers)
        yield BYE
    finally:
        watchers.go()


def _news(glass: Glass, watchers: Watchers) -> Iterator[bytes]:
    sent, beat, pause = 0, 0.0, 0.0
    while watchers.wait(pause):
        pause = EVERY
        shown = glass.shown()
        if shown.number != sent:
            sent = shown.number
            yield f"event: snapshot\nid: {sent}\ndata: {shown.data}\n\n".encode()
        if monotonic() >= beat:
            beat = monotonic() + BEAT
            times = json.dumps({"now": time(), "seen": shown.at})
            yield f"event: beat\ndata: {times}\n\n".encode()
