"""Breaks a lock at a person's word, and writes it down."""

from collections.abc import Callable

from deploy.engine.journal import Journal
from deploy.engine.lease import Lease
from deploy.model.lease import Claim, LeaseRecord
from deploy.model.row import Kind


def unlock(lease: Lease, typed: str, claim: Claim, open_journal: Callable[[], Journal]) -> LeaseRecord:
    """Take the lease from the holder whose id was typed, note who it was, and leave the environment free."""
    broken = lease.break_lease(typed, claim)
    try:
        told = {"from": broken.who, "where": broken.where, "since": broken.since, "fence": str(broken.fence)}
        open_journal().write(Kind.NOTE, "unlock", told)
    finally:
        lease.release()
    return broken
