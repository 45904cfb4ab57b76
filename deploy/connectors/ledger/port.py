"""What we need of a store that keeps a lease and a ledger."""

from typing import Protocol

from deploy.errors import Halted, Refused, Stopped
from deploy.model.lease import Holder, LeaseRecord
from deploy.model.row import Head, Row


class LeaseConflict(Exception):
    """The stored record was not the expected one; this is what is stored."""

    def __init__(self, stored: LeaseRecord) -> None:
        super().__init__(f"the lease is at version {stored.version}")
        self.stored = stored


class NotHolder(Exception):
    """The store's lease names another holder or fence than the writer's."""


class RowTaken(Exception):
    """Another row already stands at that place of the ledger."""

    def __init__(self, stored: Row) -> None:
        super().__init__(f"row {stored.seq} is taken")
        self.stored = stored


class NotNext(Exception):
    """The row does not follow from the newest row that the store knows of."""

    def __init__(self, head: Head) -> None:
        super().__init__(f"the newest row is {head.seq}")
        self.head = head


class LedgerUnreachable(Stopped):
    """The store gave no answer; whether a write was done is not known."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(
            "ledger-unreachable",
            what=f"The ledger in {place} did not answer.",
            why=why,
            do="Check the way to it, then give the same command again: it looks first, then goes on.",
        )


class LedgerUnreadable(Halted):
    """What stands at the ledger's place is damaged, or is something else."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(
            "ledger-unreadable",
            what=f"{place} is not a ledger that can be read.",
            why=f"{why} Nothing in it was changed.",
            do="Put the right file or table back, or name another place in the settings.",
        )


class LedgerDenied(Refused):
    """The store refuses these credentials, or is not there."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(
            "ledger-denied",
            what=f"The ledger in {place} may not be used from here.",
            why=why,
            do="Check credentials, account, region and the table's name: inv doctor.",
        )


class LeaseStore(Protocol):
    """One lease record; it is replaced under a condition and never deleted."""

    def read(self) -> LeaseRecord:
        """The record as stored; `FREE` where there never was one."""
        ...

    def swap(self, record: LeaseRecord, expected_version: str) -> None:
        """Store the record if the stored version is the expected one, else raise `LeaseConflict`."""
        ...


class LedgerStore(Protocol):
    """Rows in the order of their sequence numbers."""

    def rows(self) -> tuple[Row, ...]:
        """Every row; needs no lease. What cannot be read comes as a row of the kind `UNKNOWN`."""
        ...

    def last(self) -> Row | None:
        """The newest row; needs no lease."""
        ...

    def head(self) -> Head:
        """Which row was written as the newest; `EMPTY` where there is none. Read it before the rows."""
        ...

    def append(self, row: Row, holder: Holder) -> None:
        """Store row and head in one transaction, if the lease is the holder's and the row is next.

        Raises `NotHolder`, `RowTaken` or `NotNext`, the first that applies. A row that already stands
        there to the letter is a lost reply: done, whoever holds the lease now.
        """
        ...


class Store(LeaseStore, LedgerStore, Protocol):
    """One place that keeps both, so that a row can be written under the condition of the lease."""
