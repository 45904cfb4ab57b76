"""The one thread that steps every part, under the lock, ten times a second."""

import logging
from collections.abc import Callable
from functools import partial
from threading import Event, Thread
from time import monotonic

from rehearsal.control.plane import ControlPlane

logger = logging.getLogger(__name__)
PAUSE = 0.1


class Reconciler:
    """Ticks the parts; a part that raises is noted in the log and ticked again next time."""

    def __init__(self, plane: ControlPlane, others: tuple[Callable[[], None], ...] = ()) -> None:
        self._plane = plane
        self._others = others
        self._ended = Event()
        self._thread = Thread(target=self._run, name="reconciler", daemon=True)

    def start(self) -> None:
        """Begin to tick."""
        self._thread.start()

    def stop(self) -> None:
        """End after the present step."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(PAUSE):
            with self._plane.lock:
                self._step()

    def _step(self) -> None:
        for other in self._others:
            self._guarded(other)
        for part in self._plane.parts:
            self._guarded(partial(part.tick, monotonic()))

    def _guarded(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception:  # one part's defect must not stop the others' world
            logger.exception("a step of the reconciler failed")
