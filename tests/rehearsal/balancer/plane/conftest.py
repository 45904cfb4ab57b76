"""A data plane per test."""

from collections.abc import Iterator

import pytest

from rehearsal.balancer.addresses import AddressBook
from rehearsal.balancer.engines import Engine
from rehearsal.balancer.haproxy.found import binaries
from tests.rehearsal.balancer.desk import Desk


@pytest.fixture(params=Engine)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine that this machine has."""
    engine = Engine(request.param)
    if engine is Engine.HAPROXY and binaries() is None:
        pytest.skip("haproxy 2.6 or newer, or setpriv, is not installed")
    return engine


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    """A data plane in a process of its own, on an address of its own."""
    addresses = AddressBook()
    desk = Desk(addresses.claim(), engine)
    yield desk
    desk.stop()
    addresses.keep_only(frozenset())
