"""Holding the lease: renewing it, trusting it, losing it, giving it back."""

from datetime import timedelta

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.connectors.ledger.unsteady import Loss, UnsteadyLedger
from deploy.engine.lease import Lease
from deploy.errors import ExitCode, Stopped
from deploy.model.lease import Claim, LeaseRecord

ME = Claim("Ada", "ci/7", "deploy r2")
RIVAL = Claim("Bob", "ci/8", "rollback")
SECONDS = 90.0
FOREVER = 1e9


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
def lease(line: UnsteadyLedger, clock: MemoryClock) -> Lease:
    lease = Lease(line, clock, SECONDS)
    lease.acquire(ME)
    lease.progress(FOREVER)
    return lease


def steal(store: MemoryLedger) -> LeaseRecord:
    """What stands in the store after somebody has taken the lease over."""
    seen = store.read()
    record = LeaseRecord("rival", seen.fence + 1, "stolen", SECONDS, "Bob", "ci/8", "rollback", "today")
    store.swap(record, seen.version)
    return record


def reason(lease: Lease) -> str:
    """Why the guard does not let pass."""
    with pytest.raises(Stopped) as stopped:
        lease.guard()
    assert stopped.value.reference == "lease-lost"
    assert ExitCode.STOPPED == stopped.value.exit_code
    return stopped.value.why


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


def test_a_beat_renews_only_when_it_is_due(store: MemoryLedger, lease: Lease, clock: MemoryClock) -> None:
    """So beats may come as often as they like."""
    first = store.read().version
    lease.beat()
    assert first == store.read().version

    clock.advance(22.5)
    lease.beat()
    assert first != store.read().version


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
