"""The beat that renews the lease while the work makes progress."""

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.connectors.ledger.unsteady import UnsteadyLedger
from deploy.engine.lease import Lease
from tests.engine.lease_room import FOREVER, ME, RIVAL, SECONDS, held, reason, steal


@pytest.fixture
def lease(line: UnsteadyLedger, clock: MemoryClock) -> Lease:
    return held(line, clock)


@pytest.mark.parametrize(
    ("age", "until", "is_due"),
    [
        (0.0, FOREVER, False),
        (22.4, FOREVER, False),
        (22.5, FOREVER, True),
        (500.0, FOREVER, True),
        (22.5, 22.6, True),
        (22.5, 22.5, False),
        (22.5, 0.0, False),
    ],
)
def test_a_renewal_is_due_after_a_quarter_while_the_main_thread_makes_progress(
    lease: Lease, age: float, until: float, *, is_due: bool
) -> None:
    """Both have to be so."""
    lease.progress(until)

    assert is_due is lease.renewal_due(age)


def test_nothing_is_due_for_a_lease_that_is_not_held_or_lost(
    store: MemoryLedger, lease: Lease, clock: MemoryClock
) -> None:
    """There is nothing to renew."""
    assert not Lease(store, clock, SECONDS).renewal_due(30.0)
    steal(store)
    lease.renew_once()

    assert not lease.renewal_due(30.0)


def test_a_fresh_lease_is_renewed_for_one_lease_before_the_first_progress(
    store: MemoryLedger, clock: MemoryClock
) -> None:
    """The run has that long to begin its first step."""
    clock.advance(1000)
    lease = Lease(store, clock, SECONDS)
    lease.acquire(ME)

    assert lease.renewal_due(1000 + SECONDS - 1)
    assert not lease.renewal_due(1000 + SECONDS)


def test_a_held_lease_lives_as_long_as_its_work(store: MemoryLedger, clock: MemoryClock) -> None:
    """Ten leases long, and the guard lets pass at every moment; afterwards it is free."""
    lease = Lease(store, clock, SECONDS)
    versions = set()
    with lease.held(ME) as holder:
        lease.progress(FOREVER, "watch")
        for _ in range(900):
            clock.advance(1.0)
            lease.guard()
            versions.add(store.read().version)
        assert holder == store.read().holder
        assert store.read().step == "watch"

    assert 900 / (SECONDS * 0.3) - 1 <= len(versions) <= 900 / (SECONDS / 4) + 1
    assert store.read().owner == ""
    assert store.read().fence == 1


def test_a_lease_is_given_back_when_the_work_fails(store: MemoryLedger, clock: MemoryClock) -> None:
    """And the beat has stopped."""
    lease = Lease(store, clock, SECONDS)

    with pytest.raises(KeyError), lease.held(ME):
        raise KeyError

    free = store.read()
    assert free.owner == ""
    clock.advance(SECONDS)
    assert free == store.read()


def test_the_beat_ends_with_the_work(store: MemoryLedger, clock: MemoryClock) -> None:
    """A lease that is taken otherwise later is not kept alive by it."""
    lease = Lease(store, clock, SECONDS)
    with lease.held(ME):
        pass
    lease.acquire(ME)
    taken = store.read()

    clock.advance(SECONDS)

    assert taken == store.read()


def test_a_thread_that_hangs_loses_the_lease(store: MemoryLedger, clock: MemoryClock) -> None:
    """No progress, no renewal: the guard closes first, then a rival may come."""
    lease = Lease(store, clock, SECONDS)
    with lease.held(ME):
        lease.progress(clock.boot() + 30)
        clock.advance(SECONDS)

        assert reason(lease) == "It was last renewed 68 s ago. Nothing more was sent."
        fence = Lease(store, clock, SECONDS).acquire(RIVAL).fence

    assert fence == 2
    assert store.read().who == "Bob"


def test_a_beat_renews_only_when_it_is_due(store: MemoryLedger, lease: Lease, clock: MemoryClock) -> None:
    """So beats may come as often as they like."""
    first = store.read().version
    lease.beat()
    assert first == store.read().version

    clock.advance(22.5)
    lease.beat()
    assert first != store.read().version
