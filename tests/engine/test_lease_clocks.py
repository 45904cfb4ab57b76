"""Taking the lease where the store is slow or the wall clock jumps."""

from datetime import timedelta

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.engine.lease import Lease
from deploy.errors import Stopped
from deploy.model.lease import LeaseRecord
from tests.engine.lease_room import ME, RIVAL, SECONDS


class Slow(MemoryLedger):
    """A store whose every answer takes a while."""

    def __init__(self, clock: MemoryClock, seconds: float) -> None:
        super().__init__()
        self._clock = clock
        self._seconds = seconds

    def read(self) -> LeaseRecord:
        """Read, and answer late."""
        record = super().read()
        self._clock.advance(self._seconds)
        return record


def test_a_slow_store_never_makes_a_takeover_early(clock: MemoryClock) -> None:
    """The silence counts from the first answer to the last question."""
    store = Slow(clock, 20.0)
    Lease(store, clock, SECONDS).acquire(RIVAL)
    began = clock.boot()

    Lease(store, clock, SECONDS).acquire(ME)

    assert began + 20 + SECONDS + 20 <= clock.boot()


def test_a_slow_store_shortens_the_trust_not_the_safety(clock: MemoryClock) -> None:
    """What was confirmed is the moment before the question, not after the answer."""
    lease = Lease(Slow(clock, 59.0), clock, SECONDS)
    lease.acquire(ME)

    lease.guard()
    clock.advance(1.0)
    with pytest.raises(Stopped):
        lease.guard()


@pytest.mark.parametrize(
    "jump", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1)]
)
def test_a_jump_of_the_wall_clock_hastens_and_delays_nothing(
    clock: MemoryClock, lease: Lease, rival: Lease, jump: timedelta
) -> None:
    """The time of day is for people only."""
    rival.acquire(RIVAL)
    clock.every(45.0, lambda: clock.jump_wall(jump))

    lease.acquire(ME)

    assert SECONDS <= clock.boot() <= SECONDS + 2
    lease.guard()
