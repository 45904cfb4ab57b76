"""The SQLite file itself: it appears whole or not at all, and only its owner may read it."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from deploy.connectors.ledger.port import LedgerUnreachable

IDENTITY = 0x53574C47  # "SWLG", in the place that SQLite keeps for the names of file kinds
_SCHEMA = f"""
PRAGMA journal_mode = WAL;
PRAGMA application_id = {IDENTITY};
CREATE TABLE lease (id INTEGER PRIMARY KEY CHECK (id = 1), text TEXT NOT NULL);
CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL);
CREATE TABLE rows (seq INTEGER PRIMARY KEY, text TEXT NOT NULL);
"""


def is_there(path: Path) -> bool:
    """Whether anything stands at the path."""
    try:
        return path.exists()
    except OSError as error:
        raise LedgerUnreachable(str(path), f"It cannot be looked at: {error}.") from error


def make_file(path: Path) -> None:
    """Create folder and file where they are not there yet; what stands there already is left alone."""
    if is_there(path):
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_aside(path)
    except (OSError, sqlite3.Error) as error:
        raise LedgerUnreachable(str(path), f"It could not be created: {error}.") from error


def _make_aside(path: Path) -> None:
    """Write the empty ledger under another name, then link it to the right one, which replaces nothing."""
    handle, aside = tempfile.mkstemp(prefix=".ledger-", dir=path.parent)  # mkstemp gives mode 0600
    os.close(handle)
    try:
        with closing(sqlite3.connect(aside)) as database:
            database.executescript(_SCHEMA)
        _link(aside, path)
    finally:
        Path(aside).unlink()


def _link(aside: str, path: Path) -> None:
    try:
        os.link(aside, path)
    except FileExistsError:
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
