"""Giving the lease back, whatever the line loses."""

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.connectors.ledger.unsteady import Loss, UnsteadyLedger
from deploy.engine.lease import Lease
from deploy.model.lease import LeaseRecord
from tests.engine.lease_room import held, reason, steal


@pytest.fixture
def lease(line: UnsteadyLedger, clock: MemoryClock) -> Lease:
    return held(line, clock)


def test_after_the_release_nothing_may_be_sent(store: MemoryLedger, lease: Lease) -> None:
    """The record stays, with an empty owner, the fence, and a new version."""
    held = store.read()

    lease.release()

    free = store.read()
    assert LeaseRecord(fence=1, version=free.version) == free
    assert free.version not in {"", held.version}
    assert "not held by this run" in reason(lease)
    lease.release()
    lease.renew_once()
    assert free == store.read()


def test_a_release_leaves_a_rivals_lease_alone(store: MemoryLedger, lease: Lease) -> None:
    """Whether we know of the rival or not."""
    stolen = steal(store)

    lease.release()

    assert stolen == store.read()


def test_the_release_of_a_lease_known_to_be_lost_sends_nothing(
    store: MemoryLedger, line: UnsteadyLedger, lease: Lease
) -> None:
    """It cannot fail either."""
    stolen = steal(store)
    lease.renew_once()
    line.losses = [Loss.REQUEST]

    lease.release()

    assert [Loss.REQUEST] == line.losses
    assert stolen == store.read()


def test_a_release_after_a_renewal_with_a_lost_reply_still_frees_the_lease(
    store: MemoryLedger, line: UnsteadyLedger, lease: Lease
) -> None:
    """The version is not the one we know, but the owner is us."""
    line.losses = [Loss.REPLY]
    lease.renew_once()

    lease.release()

    assert store.read().owner == ""


@pytest.mark.parametrize("losses", [[Loss.REPLY], [Loss.REQUEST], [Loss.REQUEST, Loss.REQUEST]])
def test_a_release_is_tried_again(
    store: MemoryLedger, line: UnsteadyLedger, lease: Lease, losses: list[Loss]
) -> None:
    """So the next run need not wait a lease."""
    line.losses = losses

    lease.release()

    assert store.read().owner == ""


def test_a_release_without_any_answer_raises_nothing(
    store: MemoryLedger, line: UnsteadyLedger, lease: Lease
) -> None:
    """The lease then runs out by itself."""
    line.losses = [Loss.REQUEST] * 3

    lease.release()

    assert store.read().who == "Ada"
    assert "not held" in reason(lease)
