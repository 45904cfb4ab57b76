"""How often a request is repeated after silence, and how long between."""

from collections.abc import Callable
from typing import TypeVar

from deploy.connectors.clock.port import Clock
from deploy.connectors.registry.admission import Unsettled
from deploy.errors import Reverted

T = TypeVar("T")
_TRIES = 5
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 5.0


class Patience:
    """Bounded: so many failures in a row, and progress counts as a fresh start.

    A person who asks to stop is heard at every progress and after every failure.
    """

    def __init__(self, clock: Clock, host: str, check_signal: Callable[[], None]) -> None:
        self._clock = clock
        self._host = host
        self._check_signal = check_signal
        self._failures = 0

    def note_progress(self) -> None:
        """Something went well."""
        self._failures = 0
        self._check_signal()

    def insist(self, call: Callable[[], T]) -> T:
        """Call until it is settled; every call has to be safe to repeat."""
        while True:
            try:
                answer = call()
            except Unsettled as trouble:
                self._fail(trouble)
            else:
                self.note_progress()
                return answer

    def _fail(self, trouble: Unsettled) -> None:
        self._check_signal()
        self._failures += 1
        if self._failures >= _TRIES:
            raise Reverted(
                "registry-unreachable",
                what=f"the registry {self._host} did not settle a request in {_TRIES} tries",
                why=str(trouble),
                do="give the command again later; what was sent need not be sent again, and no tag was moved",
            ) from trouble
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**self._failures)
        self._clock.sleep(pause * (0.5 + self._clock.jitter()))
