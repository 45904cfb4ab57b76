"""Waiting for the lease of somebody alive, and what the person is told meanwhile."""

from itertools import pairwise

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.engine.events import Waiting
from deploy.engine.lease import Lease
from deploy.errors import ExitCode, LockedError
from deploy.model.lease import Claim
from tests.engine.lease_room import ME, RIVAL, SECONDS


def test_while_it_waits_the_person_is_told_why_and_how_long(
    clock: MemoryClock, lease: Lease, rival: Lease
) -> None:
    """Who holds it, since when, what for, and when it will be taken over."""
    rival.acquire(RIVAL)
    told: list[Waiting] = []

    lease.acquire(ME, notify=told.append)

    words = "held by Bob at ci/8 since 2026-01-01T00:00:00+00:00: rollback"
    first, last = told[0], told[-1]
    assert (
        Waiting(
            f"{words}; no sign of life for 0 s, taken over after 90 s of silence", elapsed=0.0, limit=SECONDS
        )
        == first
    )
    assert "no sign of life for 8" in last.reason
    assert SECONDS - 5 <= last.elapsed < SECONDS
    assert len(told) < SECONDS
    assert clock.boot() > last.elapsed


@pytest.mark.parametrize(
    ("seconds", "jitter", "pause"), [(90.0, 0.0, 1.0), (90.0, 1.0, 2.0), (5.0, 0.0, 0.25), (5.0, 1.0, 0.5)]
)
def test_a_contender_looks_every_other_second_or_more_often_where_leases_are_short(
    store: MemoryLedger, seconds: float, jitter: float, pause: float
) -> None:
    """At moments that chance moves, so that rivals do not look together."""
    clock = MemoryClock(jitter=jitter)
    Lease(store, clock, seconds).acquire(RIVAL)
    told: list[Waiting] = []

    Lease(store, clock, seconds).acquire(ME, notify=told.append)

    assert {pause} == {later.elapsed - earlier.elapsed for earlier, later in pairwise(told)}


def test_a_long_wait_is_told_with_its_own_limit(lease: Lease, rival: Lease) -> None:
    """The limit is whatever takes longer."""
    rival.acquire(RIVAL)
    told: list[Waiting] = []

    lease.acquire(ME, wait_seconds=600, notify=told.append)

    assert {600.0} == {event.limit for event in told}


def test_the_first_sign_of_life_ends_an_attempt_that_does_not_wait(
    store: MemoryLedger, clock: MemoryClock, lease: Lease, rival: Lease
) -> None:
    """Exit 6, with everything about the holder, long before a lease has passed."""
    with rival.held(RIVAL):
        rival.progress(1000, "shift 10 %")

        with pytest.raises(LockedError) as locked:
            lease.acquire(ME)

        assert clock.boot() <= SECONDS / 4 + SECONDS / 20 + 2
        assert rival.holder == store.read().holder

    assert ExitCode.LOCKED == locked.value.exit_code
    assert locked.value.reference == "environment-locked"
    for part in ("Bob", "ci/8", "2026-01-01T00:00:00+00:00", "rollback", "shift 10 %"):
        assert part in locked.value.what
    assert "--wait" in locked.value.do


def test_a_contender_that_waits_gets_the_lease_as_soon_as_it_is_given_back(
    clock: MemoryClock, lease: Lease, rival: Lease
) -> None:
    """Signs of life do not end the attempt before its time."""
    rival.acquire(RIVAL)
    rival.progress(1000)
    clock.every(SECONDS / 20, rival.beat)
    stop = clock.every(100, rival.release)

    holder = lease.acquire(ME, wait_seconds=300)

    stop()
    assert 100 <= clock.boot() <= 103
    assert holder.fence == 2


def test_a_wait_ends_at_the_first_sign_of_life_after_its_time(
    clock: MemoryClock, lease: Lease, rival: Lease
) -> None:
    """It is bounded: by the wait and one heartbeat where the holder lives."""
    clock.advance(1000)
    with rival.held(RIVAL):
        rival.progress(10_000, "watch")

        with pytest.raises(LockedError):
            lease.acquire(ME, wait_seconds=200)

    assert 1200 <= clock.boot() <= 1200 + SECONDS / 4 + SECONDS / 20 + 2


def test_a_holder_that_falls_silent_during_the_wait_is_outlasted(
    clock: MemoryClock, lease: Lease, rival: Lease
) -> None:
    """The wait is over before the silence is, and only the silence counts then."""
    rival.acquire(RIVAL)
    rival.progress(80)
    clock.every(SECONDS / 20, rival.beat)

    holder = lease.acquire(ME, wait_seconds=100)

    assert holder.fence == 2
    assert 60 + SECONDS <= clock.boot() <= 80 + SECONDS + 5


def test_what_a_rival_wrote_cannot_act_upon_the_terminal(
    clock: MemoryClock, lease: Lease, rival: Lease
) -> None:
    """Names come from other machines and are shown made harmless."""
    with rival.held(Claim("Bob\x1b[2J", "ci/8", "x")):
        rival.progress(1000)

        with pytest.raises(LockedError) as locked:
            lease.acquire(ME)

    assert "Bob\\x1b[2J" in locked.value.what
    assert clock.boot() > 0
