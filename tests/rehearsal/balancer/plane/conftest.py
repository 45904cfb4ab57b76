"""A data plane per test."""

from collections.abc import Iterator

import pytest

from rehearsal.balancer.addresses import AddressBook
from rehearsal.balancer.engines import Engine
from tests.rehearsal.balancer.desk import Desk


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    """A data plane in a process of its own, on an address of its own."""
    addresses = AddressBook()
    desk = Desk(addresses.claim(), engine)
    yield desk
    desk.stop()
    addresses.keep_only(frozenset())
