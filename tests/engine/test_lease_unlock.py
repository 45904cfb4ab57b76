"""Breaking a lock: at a person's word only, and never silently."""

from collections.abc import Callable

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.connectors.ledger.unsteady import Loss, UnsteadyLedger
from deploy.engine.journal import Author, Journal
from deploy.engine.lease import Lease
from deploy.engine.unlock import unlock
from deploy.errors import ExitCode, Halted, Refused, Stopped
from deploy.model.lease import Claim, LeaseRecord
from deploy.model.row import Kind, Row

PERSON = Claim("Ada", "laptop", "unlock")
DEAD = Claim("Bob", "ci/8", "rollback")
SECONDS = 90.0


@pytest.fixture
def dead(store: MemoryLedger, clock: MemoryClock) -> Lease:
    """A holder that will not come back."""
    lease = Lease(store, clock, SECONDS)
    lease.acquire(DEAD)
    return lease


@pytest.fixture
def lease(store: MemoryLedger, clock: MemoryClock) -> Lease:
    return Lease(store, clock, SECONDS)


def opener(store: MemoryLedger, clock: MemoryClock, lease: Lease) -> Callable[[], Journal]:
    return lambda: Journal(store, lambda: lease.holder, clock, Author("unlock-1", "Ada", "1.2.0"))


def test_the_full_id_frees_the_environment_and_leaves_a_note(
    store: MemoryLedger, clock: MemoryClock, lease: Lease, dead: Lease
) -> None:
    """At once, with the fence one higher, and who was put out is on record."""
    broken = unlock(lease, dead.holder.owner, PERSON, opener(store, clock, lease))

    note = store.last()
    assert clock.boot() == 0.0
    assert broken.holder == dead.holder
    assert ("", 2) == (store.read().owner, store.read().fence)
    assert note is not None
    assert (Kind.NOTE, "unlock", "Ada", 2) == (note.kind, note.step, note.who, note.fence)
    told = {"from": "Bob", "where": "ci/8", "since": "2026-01-01T00:00:00+00:00", "fence": "1"}
    assert told == dict(note.data)


def test_who_was_put_out_can_neither_send_nor_write(
    store: MemoryLedger, clock: MemoryClock, lease: Lease, dead: Lease
) -> None:
    """Should the run be alive after all."""
    journal = Journal(store, lambda: dead.holder, clock, Author("run-8", "Bob", "1.2.0"))
    unlock(lease, dead.holder.owner, PERSON, opener(store, clock, lease))
    dead.renew_once()

    with pytest.raises(Stopped):
        dead.guard()
    with pytest.raises(Stopped):
        journal.write(Kind.INTENT)
    assert len(store.rows()) == 1


@pytest.mark.parametrize("cut", [slice(0, 0), slice(0, 8), slice(0, -1)])
def test_a_part_of_the_id_is_not_the_id(
    store: MemoryLedger, clock: MemoryClock, lease: Lease, dead: Lease, cut: slice
) -> None:
    """Nothing changes, and the person is shown who would be put out."""
    held = store.read()

    with pytest.raises(Refused) as refused:
        unlock(lease, dead.holder.owner[cut], PERSON, opener(store, clock, lease))

    assert refused.value.reference == "unlock-not-confirmed"
    assert "Bob at ci/8" in refused.value.why
    assert dead.holder.owner in refused.value.why
    assert held == store.read()
    assert () == store.rows()


def test_a_free_lease_cannot_be_broken(store: MemoryLedger, lease: Lease, dead: Lease) -> None:
    """Not even with the empty id."""
    dead.release()
    free = store.read()

    with pytest.raises(Refused) as refused:
        lease.break_lease("", PERSON)

    assert refused.value.reference == "unlock-not-needed"
    assert ExitCode.REFUSED == refused.value.exit_code
    assert free == store.read()


def test_a_holder_that_renews_at_that_moment_is_not_put_out(clock: MemoryClock) -> None:
    """It is alive: the person decides again."""

    class Renewed(MemoryLedger):
        def swap(self, record: LeaseRecord, expected_version: str) -> None:
            if record.who == "Ada":
                super().swap(LeaseRecord("bob", 1, "v2", SECONDS, "Bob"), expected_version)
            super().swap(record, expected_version)

    store = Renewed()
    store.swap(LeaseRecord("bob", 1, "v1", SECONDS, "Bob"), "")
    lease = Lease(store, clock, SECONDS)

    with pytest.raises(Refused) as refused:
        lease.break_lease("bob", PERSON)

    assert refused.value.reference == "unlock-not-confirmed"
    assert store.read().version == "v2"
    with pytest.raises(Stopped):
        lease.guard()


def test_a_lost_reply_does_not_spoil_it(store: MemoryLedger, clock: MemoryClock, dead: Lease) -> None:
    """The conflict is with our own record."""
    lease = Lease(UnsteadyLedger(store, [Loss.REPLY]), clock, SECONDS)

    lease.break_lease(dead.holder.owner, PERSON)

    assert lease.holder == store.read().holder
    assert lease.holder.fence == 2
    lease.guard()


def test_the_lease_is_free_even_when_the_note_cannot_be_written(
    store: MemoryLedger, clock: MemoryClock, lease: Lease, dead: Lease
) -> None:
    """A broken ledger is told, and locks nobody in."""
    store.append(Row(1, "run-8", Kind.BEGIN, hash="forged"), dead.holder)

    with pytest.raises(Halted):
        unlock(lease, dead.holder.owner, PERSON, opener(store, clock, lease))

    assert ("", 2) == (store.read().owner, store.read().fence)
