"""The SQLite file: whole or absent, private, and never written over."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from deploy.connectors.ledger.port import LedgerUnreachable, LedgerUnreadable
from deploy.connectors.ledger.sqlite import SqliteLedger
from deploy.connectors.ledger.sqlite_file import make_file
from deploy.errors import ExitCode
from deploy.model.lease import Holder, LeaseRecord
from deploy.model.row import Kind, Row

HELD = LeaseRecord("me", 1, "v1", 90.0)
ROW = Row(1, "run-1", Kind.BEGIN).sealed()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "cost-simulator" / "ledger.db"


@pytest.fixture
def store(path: Path) -> SqliteLedger:
    return SqliteLedger(path)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_looking_creates_nothing(tmp_path: Path, store: SqliteLedger) -> None:
    """Neither file nor folder."""
    store.read()
    store.rows()
    store.last()
    store.head()

    assert [] == names(tmp_path)


def test_the_first_write_creates_a_private_file_in_a_private_folder(path: Path, store: SqliteLedger) -> None:
    """And leaves nothing else behind."""
    store.swap(HELD, "")

    assert 0o600 == path.stat().st_mode & 0o777
    assert 0o700 == path.parent.stat().st_mode & 0o777
    assert ["ledger.db"] == names(path.parent)
    assert path.stat().st_nlink == 1


def test_files_beside_it_are_private_too(path: Path, store: SqliteLedger) -> None:
    """What SQLite writes first goes into a log next to the file."""
    store.swap(HELD, "")
    with closing(sqlite3.connect(path)) as open_elsewhere:
        open_elsewhere.execute("SELECT * FROM lease").fetchall()
        store.append(ROW, HELD.holder)

        modes = {entry.name: entry.stat().st_mode & 0o777 for entry in path.parent.iterdir()}

    assert {"ledger.db": 0o600, "ledger.db-shm": 0o600, "ledger.db-wal": 0o600} == modes


def test_it_is_kept_as_a_write_ahead_log_with_full_sync(path: Path, store: SqliteLedger) -> None:
    """A row that was written survives the loss of power."""
    store.swap(HELD, "")

    with closing(sqlite3.connect(path)) as database:
        assert ("wal",) == database.execute("PRAGMA journal_mode").fetchone()
        assert (0x53574C47,) == database.execute("PRAGMA application_id").fetchone()  # never change this
    with store._connected() as connection:
        assert (2,) == connection.execute("PRAGMA synchronous").fetchone()


def test_a_file_that_somebody_else_just_made_is_kept(path: Path, store: SqliteLedger) -> None:
    """Making it twice is making it once."""
    store.swap(HELD, "")
    before = path.read_bytes()

    make_file(path)
    SqliteLedger(path).append(ROW, HELD.holder)

    assert before != path.read_bytes()
    assert HELD == store.read()
    assert (ROW,) == store.rows()


@pytest.mark.parametrize(
    "content", [b"", b"not a database at all, but long enough to look like one" * 40, b"SQLite format 3\0"]
)
def test_a_foreign_or_half_written_file_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    """Reading and writing alike, with exit 5."""
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    store = SqliteLedger(path)

    for attempt in (
        store.read,
        store.rows,
        lambda: store.swap(HELD, ""),
        lambda: store.append(ROW, HELD.holder),
    ):
        with pytest.raises(LedgerUnreadable) as refused:
            attempt()
        assert str(path) in refused.value.what
        assert ExitCode.HALTED == refused.value.exit_code

    assert content == path.read_bytes()


def test_another_programs_database_is_refused_and_left_alone(path: Path, store: SqliteLedger) -> None:
    """Even with tables of the same names."""
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE lease (id INTEGER, text TEXT)")
    before = path.read_bytes()

    with pytest.raises(LedgerUnreadable) as refused:
        store.swap(HELD, "")

    assert "not made as a ledger" in refused.value.why
    assert before == path.read_bytes()


def test_a_ledger_cut_in_half_is_refused(path: Path, store: SqliteLedger) -> None:
    """As after a disk that ran full while it was copied."""
    store.swap(HELD, "")
    path.write_bytes(path.read_bytes()[:9000])

    with pytest.raises(LedgerUnreadable):
        store.rows()


def test_a_damaged_lease_record_is_told_not_taken_for_free(path: Path, store: SqliteLedger) -> None:
    """Free is only what says so."""
    store.swap(HELD, "")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE lease SET text = 'scribble'")

    with pytest.raises(LedgerUnreadable) as damaged:
        store.read()

    assert "lease record is damaged" in damaged.value.why


def test_a_file_busy_for_too_long_is_unreachable(path: Path) -> None:
    """The wait is bounded; nothing was written; readers do not wait at all."""
    store = SqliteLedger(path, busy_seconds=0.05)
    store.swap(HELD, "")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(LedgerUnreachable) as busy:
            store.append(ROW, HELD.holder)

        assert "locked" in busy.value.why
        assert HELD == store.read()
        other.execute("ROLLBACK")

    assert ExitCode.STOPPED == busy.value.exit_code
    assert () == store.rows()


def test_a_place_where_nothing_can_be_created_is_unreachable(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "file").write_text("")

    with pytest.raises(LedgerUnreachable) as unreachable:
        SqliteLedger(tmp_path / "file" / "ledger.db").swap(HELD, "")

    assert "could not be created" in unreachable.value.why


def test_a_path_that_cannot_even_be_looked_at_is_unreachable(tmp_path: Path) -> None:
    """Its name is too long for any file system."""
    with pytest.raises(LedgerUnreachable) as unreachable:
        SqliteLedger(tmp_path / ("x" * 5000)).read()

    assert "cannot be looked at" in unreachable.value.why


def test_a_folder_in_its_place_is_unreachable(tmp_path: Path) -> None:
    """And stays a folder."""
    with pytest.raises(LedgerUnreachable):
        SqliteLedger(tmp_path).read()

    assert tmp_path.is_dir()


def test_a_write_that_fails_half_way_leaves_nothing(store: SqliteLedger, path: Path) -> None:
    """Row and head are one transaction."""
    store.swap(HELD, "")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DROP TABLE head")
        database.execute("CREATE TABLE head (id INTEGER CHECK (id = 2), seq INTEGER, hash TEXT)")

    with pytest.raises(LedgerUnreadable):
        store.append(ROW, HELD.holder)

    assert () == store.rows()


WRITER = """
import sys
from pathlib import Path
from deploy.connectors.ledger.port import LeaseConflict
from deploy.connectors.ledger.sqlite import SqliteLedger
from deploy.model.lease import LeaseRecord
store = SqliteLedger(Path(sys.argv[1]))
for turn in range(20):
    while True:
        seen = store.read()
        try:
            store.swap(LeaseRecord(sys.argv[2], seen.fence + 1, f"{sys.argv[2]}-{turn}"), seen.version)
            break
        except LeaseConflict:
            continue
"""


def test_processes_that_swap_at_once_lose_no_swap(path: Path, store: SqliteLedger) -> None:
    """Three of them also create the file at the same moment; sixty swaps make a fence of sixty."""
    command = [sys.executable, "-c", WRITER, str(path)]
    writers = [subprocess.Popen([*command, name]) for name in ("a", "b", "c")]

    assert [0, 0, 0] == [writer.wait(60) for writer in writers]
    assert store.read().fence == 60
    assert ["ledger.db"] == names(path.parent)
    assert Holder(store.read().owner, 60) == store.read().holder
