"""Stale reads: while such a fault is armed, the records of its services are photographed and shown late."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from time import monotonic
from typing import Any

from rehearsal.control.plane import ControlPlane
from rehearsal.faults.book import FaultBook

READS = ("Describe*", "List*", "Get*", "BatchGet*", "Head*", "Scan", "Query")
PHOTOS_KEPT = 256
# The photograph of a service that nobody had used.
NOTHING = b""
Backends = dict[tuple[str, str], Any]


class Past:
    """Photographs of moto's records: one when a fault is armed, one at each tick in which they changed."""

    def __init__(self, plane: ControlPlane, faults: FaultBook) -> None:
        self._plane = plane
        self._faults = faults
        self._photos: dict[str, deque[tuple[float, bytes]]] = {}
        self._since: float | None = None

    def tick(self) -> None:
        """Photograph every service that a stale fault waits for, and forget the rest; the lock is held."""
        wanted = self._faults.stale()
        if not wanted:
            self._photos.clear()
            self._since = None
            return
        for service in {name for name, _, _, _ in self._plane.records()}:
            if any(fnmatchcase(service, fault.service) for fault in wanted):
                self._photograph(service)
        self._since = self._since or monotonic()

    @contextmanager
    def shown(self, service: str, operation: str, age: float) -> Iterator[None]:
        """Let a read see the records as they were `age` seconds ago; writes always see the present."""
        photo = self._photo(service, monotonic() - age)
        if photo is None or not any(fnmatchcase(operation, read) for read in READS):
            yield
            return
        present = self._present(service)
        self._show(service, present, photo)
        try:
            yield
        finally:
            self._put(service, present)

    def _photograph(self, service: str) -> None:
        from rehearsal.state.pickling import named, to_bytes  # noqa: PLC0415 - cryptography, for a rare fault

        first: list[tuple[float, bytes]] = [] if self._since is None else [(self._since, NOTHING)]
        photos = self._photos.setdefault(service, deque(first, maxlen=PHOTOS_KEPT))
        others = named(record for record in self._plane.records() if record[0] != service)
        taken = to_bytes(self._present(service), others)
        if not photos or photos[-1][1] != taken:
            photos.append((monotonic(), taken))

    def _photo(self, service: str, moment: float) -> bytes | None:
        """The newest photograph that is old enough, else the oldest there is."""
        photos = self._photos.get(service)
        if not photos:
            return None if self._since is None else NOTHING
        return next((taken for time, taken in reversed(photos) if time <= moment), photos[0][1])

    def _present(self, service: str) -> Backends:
        return {
            (account, region): backend
            for name, account, region, backend in self._plane.records()
            if name == service
        }

    def _show(self, service: str, present: Backends, photo: bytes) -> None:
        """Put the past in place of the present; what did not exist then is shown empty."""
        from rehearsal.state.pickling import from_bytes  # noqa: PLC0415 - as above

        past = from_bytes(photo) if photo else {}
        empty = {key: type(now)(key[1], key[0]) for key, now in present.items() if key not in past}
        self._put(service, {**past, **empty})

    def _put(self, service: str, backends: Backends) -> None:
        from moto.backends import get_backend  # noqa: PLC0415 - moto loads after the port is open

        records: Any = get_backend(service)  # type: ignore[call-overload]
        for (account, region), backend in backends.items():
            records[account][region] = backend
