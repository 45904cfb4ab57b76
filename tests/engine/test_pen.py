"""The pen writes only while the lease is held, and every row knows its plan."""

import hashlib

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.engine.journal import Author
from deploy.engine.lease import Lease
from deploy.engine.pen import LedgerPen
from deploy.errors import Halted, Stopped
from deploy.model.lease import Claim, Holder
from deploy.model.row import Kind, Row

CLAIM = Claim("ada", "here", "deploy v2")


@pytest.fixture
def lease(store: MemoryLedger) -> Lease:
    return Lease(store, MemoryClock(), 90.0)


@pytest.fixture
def pen(store: MemoryLedger, lease: Lease) -> LedgerPen:
    return LedgerPen(store, lease, MemoryClock(), Author("run-1", "ada", "1.0"))


def test_nothing_is_written_before_the_lease_is_held(store: MemoryLedger, pen: LedgerPen) -> None:
    """A row without a lease would be a defect of ours, and says so."""
    with pytest.raises(RuntimeError):
        pen.write(Kind.BEGIN)

    assert () == store.rows()


def test_a_row_carries_run_person_tool_fence_and_plan(
    store: MemoryLedger, lease: Lease, pen: LedgerPen
) -> None:
    """The plan by its hash: what was shown is what ran."""
    with lease.held(CLAIM):
        pen.dip(("v2 goes live", "prepare web v2"))
        pen.write(Kind.INTENT, "prepare web v2", {"a": "b"})

    row = store.rows()[0]
    plan_hash = hashlib.sha256(b"v2 goes live\nprepare web v2").hexdigest()
    assert ("run-1", "ada", "1.0", 1, plan_hash) == (row.run, row.who, row.tool, row.fence, row.plan_hash)
    assert (Kind.INTENT, "prepare web v2", "b") == (row.kind, row.step, row.value("a"))


def test_after_the_lease_is_given_back_nothing_is_written(
    store: MemoryLedger, lease: Lease, pen: LedgerPen
) -> None:
    """The run ends as one that lost its lease."""
    with lease.held(CLAIM):
        pen.dip(())

    with pytest.raises(Stopped):
        pen.write(Kind.END)
    assert () == store.rows()


def test_a_broken_ledger_is_refused_before_anything_is_written(
    store: MemoryLedger, lease: Lease, pen: LedgerPen
) -> None:
    """The row that breaks the chain was never ours."""
    with lease.held(CLAIM):
        holder: Holder = lease.holder
        store.append(Row(1, "run-0", Kind.NOTE, fence=1, hash="not the hash of this row"), holder)

        with pytest.raises(Halted) as raised:
            pen.dip(())

    assert "ledger-broken" == raised.value.reference
    assert 1 == len(store.rows())
