"""Lease and ledger in one SQLite file: for rehearsals and for environments on this machine."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from deploy.connectors.ledger.port import LeaseConflict, LedgerUnreachable, LedgerUnreadable
from deploy.connectors.ledger.rules import check_append, is_there_already
from deploy.connectors.ledger.sqlite_file import IDENTITY, is_there, make_file
from deploy.connectors.ledger.stored import lease_text, read_lease, read_row, row_text
from deploy.model.lease import FREE, Holder, LeaseRecord
from deploy.model.row import EMPTY, Head, Row

_BUSY_SECONDS = 5.0
_PASSING = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_CANTOPEN",
    "SQLITE_READONLY",
)
"""What SQLite says when the file may be whole but cannot be used now."""


class SqliteLedger:
    """A lease and a ledger that processes on one machine share; a connection for every call."""

    def __init__(self, path: Path, busy_seconds: float = _BUSY_SECONDS) -> None:
        self._path = path.absolute()
        self._busy_seconds = busy_seconds

    def read(self) -> LeaseRecord:
        """The lease record; looking does not create the file."""
        if not is_there(self._path):
            return FREE
        with self._connected() as database:
            return self._lease(database)

    def swap(self, record: LeaseRecord, expected_version: str) -> None:
        """Store the record if the stored version is the expected one."""
        make_file(self._path)
        with self._writing() as database:
            stored = self._lease(database)
            if stored.version != expected_version:
                raise LeaseConflict(stored)
            database.execute("INSERT OR REPLACE INTO lease VALUES (1, ?)", (lease_text(record),))

    def rows(self) -> tuple[Row, ...]:
        """Every row."""
        if not is_there(self._path):
            return ()
        with self._connected() as database:
            found = database.execute("SELECT seq, text FROM rows ORDER BY seq").fetchall()
        return tuple(read_row(text, seq) for seq, text in found)

    def last(self) -> Row | None:
        """The newest row."""
        if not is_there(self._path):
            return None
        with self._connected() as database:
            found = database.execute("SELECT seq, text FROM rows ORDER BY seq DESC LIMIT 1").fetchone()
        return read_row(found[1], found[0]) if found else None

    def head(self) -> Head:
        """Which row was written as the newest."""
        if not is_there(self._path):
            return EMPTY
        with self._connected() as database:
            return self._head(database)

    def append(self, row: Row, holder: Holder) -> None:
        """Store the row and the head in one transaction, if the lease is the holder's and the row is next."""
        make_file(self._path)
        with self._writing() as database:
            found = database.execute("SELECT text FROM rows WHERE seq = ?", (row.seq,)).fetchone()
            stored = read_row(found[0], row.seq) if found else None
            if is_there_already(row, stored):
                return
            check_append(row, holder, self._lease(database).holder, self._head(database), stored)
            database.execute("INSERT INTO rows VALUES (?, ?)", (row.seq, row_text(row)))
            database.execute("INSERT OR REPLACE INTO head VALUES (1, ?, ?)", (row.seq, row.hash))

    def _lease(self, database: sqlite3.Connection) -> LeaseRecord:
        found = database.execute("SELECT text FROM lease").fetchone()
        record = read_lease(found[0]) if found else FREE
        if record is None:
            raise LedgerUnreadable(str(self._path), "Its lease record is damaged.")
        return record

    def _head(self, database: sqlite3.Connection) -> Head:
        found = database.execute("SELECT seq, hash FROM head").fetchone()
        return Head(*found) if found else EMPTY

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that has the only right to write from its first word on."""
        with self._connected() as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
            except BaseException:
                database.rollback()
                raise
            database.commit()

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """A connection to a file that is surely ours; SQLite's errors leave here in our words."""
        try:
            with closing(self._open()) as database:
                self._check_identity(database)
                yield database
        except sqlite3.Error as error:
            raise self._translated(error) from error

    def _open(self) -> sqlite3.Connection:
        # mode=rw: SQLite would otherwise create what is not there, with everybody's rights.
        address = f"{self._path.as_uri()}?mode=rw"
        database = sqlite3.connect(address, timeout=self._busy_seconds, isolation_level=None, uri=True)
        database.execute("PRAGMA synchronous = FULL")
        return database

    def _check_identity(self, database: sqlite3.Connection) -> None:
        if database.execute("PRAGMA application_id").fetchone() != (IDENTITY,):
            raise LedgerUnreadable(str(self._path), "It was not made as a ledger.")

    def _translated(self, error: sqlite3.Error) -> LedgerUnreachable | LedgerUnreadable:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(_PASSING):
            return LedgerUnreachable(str(self._path), f"SQLite says: {error}.")
        return LedgerUnreadable(str(self._path), f"SQLite says: {error}.")
