"""Taking the lease: free, left behind, or held by somebody alive."""

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.connectors.ledger.port import LedgerUnreachable
from deploy.connectors.ledger.unsteady import Loss, UnsteadyLedger
from deploy.engine.lease import Lease
from deploy.errors import ExitCode, LockedError, Stopped
from deploy.model.lease import Holder, LeaseRecord
from tests.engine.lease_room import ME, RIVAL, SECONDS


class Overtaken(MemoryLedger):
    """A store in which somebody else is always quicker once."""

    def __init__(self, winner: LeaseRecord) -> None:
        super().__init__()
        self._winner: LeaseRecord | None = winner

    def swap(self, record: LeaseRecord, expected_version: str) -> None:
        """Let the winner in first."""
        winner, self._winner = self._winner, None
        if winner is not None:
            super().swap(winner, expected_version)
        super().swap(record, expected_version)


def test_a_free_lease_is_taken_at_once(store: MemoryLedger, clock: MemoryClock, lease: Lease) -> None:
    """With everything in the record that a person wants to know."""
    holder = lease.acquire(ME)

    found = store.read()
    wanted = LeaseRecord(
        holder.owner, 1, found.version, SECONDS, "Ada", "ci/7", "deploy r2", "2026-01-01T00:00:00+00:00"
    )
    assert wanted == found
    assert clock.boot() == 0.0
    assert holder == lease.holder


def test_an_owner_is_128_random_bits_and_new_each_time(store: MemoryLedger, lease: Lease) -> None:
    """So that nobody can be taken for somebody else."""
    first = lease.acquire(ME).owner
    version = store.read().version
    lease.release()

    second = lease.acquire(ME).owner

    assert len(bytes.fromhex(first)) == len(bytes.fromhex(second)) == 16
    assert first != second
    assert version != store.read().version


def test_a_lease_given_back_is_taken_at_once_with_a_higher_fence(
    clock: MemoryClock, lease: Lease, rival: Lease
) -> None:
    """The fence outlives the release."""
    rival.acquire(RIVAL)
    rival.release()

    assert lease.acquire(ME).fence == 2
    assert clock.boot() == 0.0


def test_a_lease_taken_again_begins_without_the_steps_of_the_first_time(
    store: MemoryLedger, lease: Lease
) -> None:
    """What is told of a holder belongs to what it does now."""
    lease.acquire(ME)
    lease.progress(1000, "shift 10 %")
    lease.release()
    lease.acquire(ME)

    lease.renew_once()

    assert store.read().step == ""


def test_a_lease_left_behind_is_taken_over_after_one_whole_lease_of_silence(
    clock: MemoryClock, lease: Lease, rival: Lease
) -> None:
    """A plain rerun waits that long by itself, and hardly longer."""
    rival.acquire(RIVAL)
    clock.advance(1000)  # how long it lay there before does not count: nobody watched
    began = clock.boot()

    holder = lease.acquire(ME)

    assert SECONDS <= clock.boot() - began <= SECONDS + 2
    assert holder.fence == 2
    assert holder == lease.holder


@pytest.mark.parametrize(("theirs", "mine"), [(30.0, 90.0), (180.0, 90.0)])
def test_the_length_of_the_silence_is_the_holders_own(
    store: MemoryLedger, clock: MemoryClock, theirs: float, mine: float
) -> None:
    """The holder knows how long it trusts itself; the contender's settings do not matter."""
    Lease(store, clock, theirs).acquire(RIVAL)

    Lease(store, clock, mine).acquire(ME)

    assert theirs <= clock.boot() <= theirs + 2


def test_somebody_quicker_is_seen_as_alive(clock: MemoryClock) -> None:
    """The loser of a race for a free lease gives up at once."""
    store = Overtaken(LeaseRecord("rival", 1, "v1", SECONDS, "Bob", "ci/8", "rollback"))

    with pytest.raises(LockedError) as locked:
        Lease(store, clock, SECONDS).acquire(ME)

    assert "Bob" in locked.value.what
    assert Holder("rival", 1) == store.read().holder
    assert clock.boot() == 0.0


def test_somebody_quicker_who_has_left_again_is_nobody(clock: MemoryClock) -> None:
    """A free lease locks nobody out, whoever freed it; its fence goes on."""
    store = Overtaken(LeaseRecord("", 7, "v1"))

    assert Lease(store, clock, SECONDS).acquire(ME).fence == 8


@pytest.mark.parametrize(
    "losses", [[Loss.REPLY], [Loss.REQUEST], [Loss.REQUEST, Loss.REPLY], [Loss.REPLY, Loss.REPLY]]
)
def test_a_lost_reply_does_not_lock_us_out_of_our_own_lease(
    store: MemoryLedger, clock: MemoryClock, losses: list[Loss]
) -> None:
    """The conflict hands back our own record, and the fence went up once."""
    lease = Lease(UnsteadyLedger(store, losses), clock, SECONDS)

    holder = lease.acquire(ME)

    assert Holder(holder.owner, 1) == store.read().holder
    assert 0 < clock.boot() < 5
    lease.guard()


def test_a_store_that_stays_silent_ends_the_attempt(store: MemoryLedger, clock: MemoryClock) -> None:
    """Three tries; then the person is told, and nothing is held."""
    lease = Lease(UnsteadyLedger(store, [Loss.REQUEST] * 3), clock, SECONDS)

    with pytest.raises(LedgerUnreachable) as silent:
        lease.acquire(ME)

    assert ExitCode.STOPPED == silent.value.exit_code
    with pytest.raises(Stopped):
        lease.guard()


def test_a_record_without_a_length_is_given_the_contenders_own(
    store: MemoryLedger, clock: MemoryClock
) -> None:
    """Nothing is ever taken over without a wait."""
    store.swap(LeaseRecord("rival", 4, "v1"), "")

    holder = Lease(store, clock, SECONDS).acquire(ME)

    assert holder.fence == 5
    assert SECONDS <= clock.boot() <= SECONDS + 2


@pytest.mark.parametrize("seconds", [0.0, -1.0])
def test_a_lease_without_length_is_a_mistake(store: MemoryLedger, clock: MemoryClock, seconds: float) -> None:
    """It could never be held."""
    with pytest.raises(ValueError, match="can never be held"):
        Lease(store, clock, seconds)


def test_the_shortest_lease_is_still_one(store: MemoryLedger, clock: MemoryClock) -> None:
    """Rehearsals use such."""
    Lease(store, clock, 0.1).acquire(RIVAL)

    assert Lease(store, clock, 0.1).acquire(ME).fence == 2
    assert 0.1 <= clock.boot() < 0.2
