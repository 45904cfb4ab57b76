"""The faults that are armed, and which call each one strikes."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import count
from threading import Lock

from rehearsal.faults.model import Fault, Kind


@dataclass(slots=True)
class Armed:
    """A fault and how often it was met."""

    name: str
    fault: Fault
    met: int = 0

    def meets(self, service: str, operation: str) -> bool:
        """Whether a call is of the kind this fault waits for."""
        return fnmatchcase(service, self.fault.service) and fnmatchcase(operation, self.fault.operation)

    @property
    def struck(self) -> int:
        """How many calls it has struck so far."""
        return max(0, self.met - self.fault.skip)

    @property
    def spent(self) -> bool:
        """Whether it has struck as often as asked."""
        return self.fault.count > 0 and self.struck >= self.fault.count


class FaultBook:
    """Arms, lists, clears and deals out faults; its lock is its own, as it is asked before the plane."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._armed: list[Armed] = []
        self._numbers = count(1)

    def arm(self, fault: Fault) -> str:
        """Arm a fault and give it a name."""
        with self._lock:
            name = f"fault-{next(self._numbers)}"
            self._armed.append(Armed(name, fault))
            return name

    def clear(self, name: str = "") -> None:
        """Disarm one fault, or all of them."""
        with self._lock:
            self._armed = [armed for armed in self._armed if name and armed.name != name]

    def take(self, service: str, operation: str) -> Fault | None:
        """The fault that strikes this call; the oldest one goes first, and each call meets it once."""
        if not self._armed:
            return None
        with self._lock:
            waiting = (armed for armed in self._armed if not armed.spent and armed.meets(service, operation))
            for armed in waiting:
                armed.met += 1
                if armed.struck > 0:
                    return armed.fault
        return None

    def armed(self) -> list[Armed]:
        """Everything armed, spent faults included, until cleared."""
        with self._lock:
            return list(self._armed)

    def stale(self) -> list[Fault]:
        """The stale-read faults that still can strike."""
        with self._lock:
            return [a.fault for a in self._armed if a.fault.kind is Kind.STALE and not a.spent]
