"""Taking the lease: free, left behind, or held by somebody alive."""

from datetime import timedelta
from itertools import pairwise

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.connectors.ledger.port import LedgerUnreachable
from deploy.connectors.ledger.unsteady import Loss, UnsteadyLedger
from deploy.engine.events import Waiting
from deploy.engine.lease import Lease
from deploy.errors import ExitCode, LockedError, Stopped
from deploy.model.lease import Claim, Holder, LeaseRecord

ME = Claim("Ada", "ci/7", "deploy r2")
RIVAL = Claim("Bob", "ci/8", "rollback")
SECONDS = 90.0


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


@pytest.fixture
def clock() -> MemoryClock:
    return MemoryClock()


@pytest.fixture
def store() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
def lease(store: MemoryLedger, clock: MemoryClock) -> Lease:
    return Lease(store, clock, SECONDS)


@pytest.fixture
def rival(store: MemoryLedger, clock: MemoryClock) -> Lease:
    return Lease(store, clock, SECONDS)


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
