"""Lease and ledger in this process."""

import threading

from deploy.connectors.ledger.port import LeaseConflict
from deploy.connectors.ledger.rules import check_append, is_there_already
from deploy.model.lease import FREE, Holder, LeaseRecord
from deploy.model.row import EMPTY, Head, Row


class MemoryLedger:
    """A lease and a ledger that threads may share and that end with the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lease = FREE
        self._rows: dict[int, Row] = {}
        self._head = EMPTY

    def read(self) -> LeaseRecord:
        """The lease record."""
        with self._lock:
            return self._lease

    def swap(self, record: LeaseRecord, expected_version: str) -> None:
        """Store the record if the stored version is the expected one."""
        with self._lock:
            if self._lease.version != expected_version:
                raise LeaseConflict(self._lease)
            self._lease = record

    def rows(self) -> tuple[Row, ...]:
        """Every row."""
        with self._lock:
            return tuple(row for _, row in sorted(self._rows.items()))

    def last(self) -> Row | None:
        """The newest row."""
        rows = self.rows()
        return rows[-1] if rows else None

    def head(self) -> Head:
        """Which row was written as the newest."""
        with self._lock:
            return self._head

    def append(self, row: Row, holder: Holder) -> None:
        """Store the row, if the lease is the holder's and the row is next."""
        with self._lock:
            stored = self._rows.get(row.seq)
            if is_there_already(row, stored):
                return
            check_append(row, holder, self._lease.holder, self._head, stored)
            self._rows[row.seq] = row
            self._head = Head(row.seq, row.hash)
