"""Looks for all watchers together: however many there are, the records are read a few times a second."""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from threading import Lock
from time import monotonic, time

from rehearsal.page.model import Snapshot

logger = logging.getLogger(__name__)
EVERY = 0.25


@dataclass(frozen=True, slots=True)
class Shown:
    """What watchers get: the snapshot as JSON, its number (equal ones share one), and when it was true."""

    number: int = 0
    data: str = ""
    at: float = 0.0


class Glass:
    """Remembers the last look; `look` gives nothing where the records are not to be had just now."""

    def __init__(self, look: Callable[[], Snapshot | None]) -> None:
        self._look = look
        self._lock = Lock()
        self._shown = Shown()
        self._next_look = 0.0

    def shown(self) -> Shown:
        """The last look, or a new one where that is too old."""
        with self._lock:
            if monotonic() >= self._next_look:
                self._renew()
                self._next_look = monotonic() + EVERY
            return self._shown

    def _renew(self) -> None:
        try:
            seen = self._look()
        except (
            Exception
        ):  # the page's door: what it cannot read must not end the stream, which says how old it is
            logger.exception("the page could not be drawn")
            return
        if seen is None:
            return
        data = json.dumps(asdict(seen), separators=(",", ":"))
        number = self._shown.number + (data != self._shown.data)
        self._shown = Shown(number, data, time())
