"""The life of a copy: what is under way, whether it drains, and how well it is."""

from threading import Condition
from time import monotonic

from stand_in.identity import Fault, Identity, seconds

WORK_SECONDS = 0.02


class Life:
    """Shared by all threads of a copy."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self._change = Condition()
        self._under_way = 0
        self._visits = 0
        self._began = monotonic()
        self.is_draining = False

    def __enter__(self) -> None:
        with self._change:
            self._under_way += 1

    def __exit__(self, *_: object) -> None:
        with self._change:
            self._under_way -= 1
            self._change.notify_all()

    def count_visit(self) -> None:
        """Note a request that was no question about health."""
        with self._change:
            self._visits += 1

    @property
    def is_well(self) -> bool:
        """Whether the copy does its work, faults on request included."""
        fault = self.identity.fault
        if fault is Fault.SICK:
            return not self._had_traffic
        if fault is Fault.FLAP:
            return int((monotonic() - self._began) / seconds("STAND_IN_FLAP_SECONDS", 3)) % 2 == 0
        return True

    @property
    def work_seconds(self) -> float:
        """How long an ordinary request takes."""
        is_late = self.identity.fault is Fault.LATE and self._had_traffic
        return seconds("STAND_IN_LATE_SECONDS", 0.4) if is_late else WORK_SECONDS

    @property
    def hangs(self) -> bool:
        """Whether the copy answers nothing any more."""
        return self.identity.fault is Fault.HANG and self._had_traffic

    @property
    def _had_traffic(self) -> bool:
        return self._visits >= seconds("STAND_IN_SICK_AFTER", 20)

    def drain(self) -> None:
        """Say not ready for a moment, then wait until everything under way is done or the time is up."""
        self.is_draining = True
        deadline = monotonic() + seconds("STAND_IN_DRAIN_SECONDS", 300)
        quiet_from = monotonic() + seconds("STAND_IN_LINGER_SECONDS", 0.5)
        with self._change:
            while monotonic() < deadline and (self._under_way or monotonic() < quiet_from):
                self._change.wait(0.05)
