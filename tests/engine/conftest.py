"""What most tests of the engine begin with: a clock, stores, leases, a room to run in."""

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.connectors.ledger.unsteady import UnsteadyLedger
from deploy.engine.lease import Lease
from tests.engine.lease_room import SECONDS
from tests.engine.runner_room import Room


@pytest.fixture
def clock() -> MemoryClock:
    return MemoryClock()


@pytest.fixture
def store() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
def line(store: MemoryLedger) -> UnsteadyLedger:
    return UnsteadyLedger(store)


@pytest.fixture
def lease(store: MemoryLedger, clock: MemoryClock) -> Lease:
    return Lease(store, clock, SECONDS)


@pytest.fixture
def rival(store: MemoryLedger, clock: MemoryClock) -> Lease:
    return Lease(store, clock, SECONDS)


@pytest.fixture
def room() -> Room:
    return Room()
