"""Who contends for the lease in these tests, and what both sides can say of it."""

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.connectors.ledger.port import LeaseStore
from deploy.engine.lease import Lease
from deploy.errors import ExitCode, Stopped
from deploy.model.lease import Claim, LeaseRecord

ME = Claim("Ada", "ci/7", "deploy r2")
RIVAL = Claim("Bob", "ci/8", "rollback")
SECONDS = 90.0
FOREVER = 1e9


def held(store: LeaseStore, clock: MemoryClock) -> Lease:
    """A lease of ours, with work that never pauses."""
    lease = Lease(store, clock, SECONDS)
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
