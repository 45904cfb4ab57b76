"""Trusting the lease that is held, and losing it."""

from datetime import timedelta

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.connectors.ledger.unsteady import Loss, UnsteadyLedger
from deploy.engine.lease import Lease
from deploy.errors import Stopped
from deploy.model.lease import LeaseRecord
from tests.engine.lease_room import FOREVER, ME, SECONDS, held, reason, steal


@pytest.fixture
def lease(line: UnsteadyLedger, clock: MemoryClock) -> Lease:
    return held(line, clock)


def test_the_guard_closes_at_two_thirds(lease: Lease, clock: MemoryClock) -> None:
    """Not a moment later."""
    clock.advance(59.99)
    lease.guard()

    clock.advance(0.01)
    assert "60 s ago" in reason(lease)


def test_a_renewal_opens_the_guard_for_another_two_thirds(lease: Lease, clock: MemoryClock) -> None:
    """Also one that comes late, as long as nobody else came."""
    clock.advance(70.0)
    lease.renew_once()

    lease.guard()
    clock.advance(59.9)
    lease.guard()
    clock.advance(0.1)
    reason(lease)


def test_a_renewal_keeps_everything_but_the_version_and_the_step(store: MemoryLedger, lease: Lease) -> None:
    """It says that we live, and where we are."""
    before = store.read()
    lease.progress(FOREVER, "shift 10 %")
    lease.progress(FOREVER)

    lease.renew_once()

    after = store.read()
    assert before.version != after.version
    assert after.step == "shift 10 %"
    assert (before.holder, before.who, before.since) == (after.holder, after.who, after.since)


def test_a_renewal_counts_from_before_it_was_sent(clock: MemoryClock) -> None:
    """A slow answer makes the trust shorter."""

    class Slow(MemoryLedger):
        def swap(self, record: LeaseRecord, expected_version: str) -> None:
            super().swap(record, expected_version)
            clock.advance(50.0)

    lease = Lease(Slow(), clock, SECONDS)
    lease.acquire(ME)
    lease.progress(FOREVER)
    lease.renew_once()

    lease.guard()
    clock.advance(10.0)
    reason(lease)


def test_a_lease_taken_over_is_known_to_be_lost(
    store: MemoryLedger, line: UnsteadyLedger, lease: Lease
) -> None:
    """The guard says by whom, and no renewal disturbs the rival."""
    stolen = steal(store)
    lease.renew_once()

    assert reason(lease) == "It is now held by Bob at ci/8 since today: rollback. Nothing more was sent."
    line.losses = [Loss.REQUEST]
    lease.renew_once()
    assert [Loss.REQUEST] == line.losses
    assert stolen == store.read()


def test_a_lease_taken_over_and_given_back_is_lost_all_the_same(store: MemoryLedger, lease: Lease) -> None:
    """Somebody acted meanwhile."""
    stolen = steal(store)
    store.swap(LeaseRecord(fence=stolen.fence, version="free"), stolen.version)
    lease.renew_once()

    assert "has given it back since" in reason(lease)


def test_a_lease_with_our_token_and_another_fence_is_not_ours(store: MemoryLedger, lease: Lease) -> None:
    """Owner and fence both count."""
    seen = store.read()
    store.swap(LeaseRecord(seen.owner, 2, "other"), seen.version)
    lease.renew_once()

    reason(lease)


def test_a_lost_reply_to_a_renewal_confirms_nothing_and_loses_nothing(
    store: MemoryLedger, line: UnsteadyLedger, lease: Lease, clock: MemoryClock
) -> None:
    """The next beat finds our own record, the one after it is confirmed."""
    line.losses = [Loss.REPLY]
    clock.advance(25.0)
    lease.beat()
    clock.advance(5.0)
    lease.beat()
    clock.advance(29.0)
    lease.guard()
    clock.advance(1.0)
    assert reason(lease) == "It was last renewed 60 s ago. Nothing more was sent."

    lease.beat()
    lease.guard()
    assert lease.holder == store.read().holder


def test_renewals_without_an_answer_close_the_guard_with_the_reason(
    line: UnsteadyLedger, lease: Lease, clock: MemoryClock
) -> None:
    """One try a beat, so that a beat is short; the lease is not called lost before its time."""
    line.losses = [Loss.REQUEST] * 2
    lease.renew_once()
    assert [Loss.REQUEST] == line.losses
    lease.guard()

    clock.advance(60.0)
    told = "It was last renewed 60 s ago. The ledger in the ledger on a bad line did not answer."
    assert f"{told} Nothing more was sent." == reason(lease)


def test_a_confirmed_renewal_forgets_the_trouble_before_it(
    line: UnsteadyLedger, lease: Lease, clock: MemoryClock
) -> None:
    """The reason that a person reads is the present one."""
    line.losses = [Loss.REQUEST]
    lease.renew_once()
    lease.renew_once()
    clock.advance(60.0)

    assert reason(lease) == "It was last renewed 60 s ago. Nothing more was sent."


def test_who_never_took_the_lease_may_not_send(store: MemoryLedger, clock: MemoryClock) -> None:
    """And is nobody."""
    lease = Lease(store, clock, SECONDS)

    assert "not held by this run" in reason(lease)
    with pytest.raises(Stopped):
        _ = lease.holder
    lease.renew_once()
    assert store.read().version == ""


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1)])
def test_a_jump_of_the_wall_clock_does_not_touch_a_held_lease(
    lease: Lease, clock: MemoryClock, jump: timedelta
) -> None:
    """Durations come from the boot clock."""
    clock.advance(30.0)
    clock.jump_wall(jump)

    lease.guard()
    assert lease.renewal_due(clock.boot())
    clock.advance(30.0)
    reason(lease)


def test_a_machine_that_slept_no_longer_trusts_its_lease(lease: Lease, clock: MemoryClock) -> None:
    """The boot clock counts suspended time, in which no beat came."""
    clock.advance(3600.0)

    assert "3600 s ago" in reason(lease)
