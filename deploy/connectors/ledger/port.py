"""What we need of a store that keeps a lease and a ledger."""

from typing import Protocol

from deploy.model.lease import Holder, LeaseRecord
from deploy.model.row import Row


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
        """Every row; needs no lease."""
        ...

    def last(self) -> Row | None:
        """The newest row; needs no lease."""
        ...

    def append(self, row: Row, holder: Holder) -> None:
        """Store the row in one transaction, if the lease is the holder's and the place is free.

        Raises `NotHolder` or `RowTaken`. A row that already stands there to the letter is a lost reply: done.
        """
        ...
