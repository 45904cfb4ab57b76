"""Bad inputs and events around lease and ledger, each test named after its row in the table of bad inputs."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.dynamodb_errors import translated
from deploy.connectors.ledger.port import LedgerDenied
from deploy.connectors.ledger.sqlite import SqliteLedger
from deploy.engine.journal import Author, Journal
from deploy.engine.lease import Lease
from deploy.errors import ExitCode, Halted, LockedError, Refused, Stopped
from deploy.model.lease import Claim
from deploy.model.row import Kind, Row, first_break

ADA = Claim("Ada", "https://ci.example/runs/7", "deploy r2")
BOB = Claim("Bob", "https://ci.example/runs/8", "rollback")
SECONDS = 90.0


@pytest.fixture
def clock() -> MemoryClock:
    return MemoryClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def store(path: Path) -> SqliteLedger:
    return SqliteLedger(path)


@pytest.fixture
def mine(store: SqliteLedger, clock: MemoryClock) -> Lease:
    return Lease(store, clock, SECONDS)


@pytest.fixture
def theirs(store: SqliteLedger, clock: MemoryClock) -> Lease:
    return Lease(store, clock, SECONDS)


def journal(store: SqliteLedger, clock: MemoryClock, lease: Lease, run: str = "run-7") -> Journal:
    return Journal(store, lambda: lease.holder, clock, Author(run, "Ada", "1.2.0"))


def by_hand(path: Path, change: str) -> None:
    """Change the stored ledger behind the tool's back."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(change)


def test_row_46_a_held_lock_is_told_with_its_holder_and_left_alone(
    store: SqliteLedger, clock: MemoryClock, mine: Lease, theirs: Lease
) -> None:
    """Who, where (the link), since when, what, and the last step; exit 6."""
    with theirs.held(BOB):
        theirs.progress(1e6, "shift api to 10 %")

        with pytest.raises(LockedError) as locked:
            mine.acquire(ADA)

        assert theirs.holder == store.read().holder
        theirs.guard()

    assert (
        "The environment is held by Bob at https://ci.example/runs/8 since 2026-01-01T00:00:00+00:00: "
        "rollback, last seen at: shift api to 10 %."
    ) == locked.value.what
    assert ExitCode.LOCKED == locked.value.exit_code
    assert clock.boot() < SECONDS / 2


@pytest.mark.parametrize("wait_seconds", [30.0, 120.0, 600.0])
def test_row_46_a_wait_for_a_held_lock_is_bounded(
    clock: MemoryClock, mine: Lease, theirs: Lease, wait_seconds: float
) -> None:
    """By the seconds asked for, and one heartbeat."""
    with theirs.held(BOB):
        theirs.progress(1e6)

        with pytest.raises(LockedError):
            mine.acquire(ADA, wait_seconds)

    assert wait_seconds <= clock.boot() <= wait_seconds + SECONDS / 3


def test_row_47_the_lock_of_a_crashed_run_is_taken_over_by_the_same_command(
    store: SqliteLedger, clock: MemoryClock, mine: Lease, theirs: Lease
) -> None:
    """After one lease of silence and at most five seconds; the screen says why it waits."""
    theirs.acquire(ADA)
    journal(store, clock, theirs).write(Kind.INTENT, "shift api to 10 %")
    told: list[str] = []

    with mine.held(ADA, notify=lambda event: told.append(event.reason)):
        row = journal(store, clock, mine, "run-8").write(Kind.BEGIN)

    assert SECONDS <= clock.boot() <= SECONDS + 5
    assert "taken over after 90 s of silence" in told[0]
    assert (2, 2) == (row.seq, row.fence)


def test_row_48_a_lock_lost_during_the_run_stops_it_before_the_next_send(
    store: SqliteLedger, clock: MemoryClock, mine: Lease, theirs: Lease
) -> None:
    """Exit 8; neither the guard nor the ledger lets anything pass, and the rival is not disturbed."""
    mine.acquire(ADA)
    written = journal(store, clock, mine)
    clock.advance(60)  # two thirds of a lease without a beat: the process stood still

    with pytest.raises(Stopped) as fenced:
        mine.guard()

    with theirs.held(BOB):
        row = journal(store, clock, theirs, "run-8").write(Kind.BEGIN)
        with pytest.raises(Stopped) as rejected:
            written.write(Kind.INTENT, "shift api to 50 %")
        mine.renew_once()
        with pytest.raises(Stopped) as known:
            mine.guard()
        mine.release()
        assert theirs.holder == store.read().holder

    assert (row,) == store.rows()
    assert "Bob" in known.value.why
    for stopped in (fenced, rejected, known):
        assert stopped.value.reference == "lease-lost"
        assert ExitCode.STOPPED == stopped.value.exit_code


@pytest.mark.parametrize(
    "jump", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1)]
)
def test_row_86_a_wall_clock_that_jumps_moves_no_deadline(
    store: SqliteLedger, clock: MemoryClock, mine: Lease, theirs: Lease, jump: timedelta
) -> None:
    """No early takeover, no late one, no lost lease."""
    theirs.acquire(BOB)
    clock.every(20.0, lambda: clock.jump_wall(jump))

    with mine.held(ADA):
        assert SECONDS <= clock.boot() <= SECONDS + 5
        mine.progress(1e6)
        for _ in range(20):
            clock.advance(10)
            mine.guard()

    assert store.read().fence == 2


def test_row_86_a_signature_of_the_wrong_time_is_explained() -> None:
    """AWS refuses it; exit 3, and the person is told to look at the clock."""
    refusal = ClientError({"Error": {"Code": "InvalidSignatureException", "Message": "too old"}}, "PutItem")

    with pytest.raises(LedgerDenied) as denied, translated("table ledgers"):
        raise refusal

    assert "the time of day on this machine" in denied.value.why
    assert ExitCode.REFUSED == denied.value.exit_code


def newer_row(store: SqliteLedger, clock: MemoryClock) -> Row:
    """A row as the next version of the tool might write it."""
    lease = Lease(store, clock, SECONDS)
    lease.acquire(BOB)
    row = Row(
        1, "run-6", Kind.UNKNOWN, form=2, newer=(("kind", '"frozen"'), ("shadow", '{"share":5}'))
    ).sealed()
    store.append(row, lease.holder)
    lease.release()
    return row


def test_row_91_a_ledger_of_a_newer_version_is_not_written(
    store: SqliteLedger, clock: MemoryClock, mine: Lease
) -> None:
    """Exit 3, with the two forms."""
    row = newer_row(store, clock)
    mine.acquire(ADA)

    with pytest.raises(Refused) as refused:
        journal(store, clock, mine)

    assert refused.value.reference == "ledger-newer"
    assert ExitCode.REFUSED == refused.value.exit_code
    assert refused.value.what == "The ledger holds rows of form 2; this version writes form 1."
    assert (row,) == store.rows()


def test_row_91_a_ledger_of_a_newer_version_is_still_read(store: SqliteLedger, clock: MemoryClock) -> None:
    """Without the lease, and its chain can still be checked."""
    row = newer_row(store, clock)

    assert (row,) == store.rows()
    assert row == store.last()
    assert first_break(store.rows(), store.head()) == ""


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("UPDATE rows SET text = replace(text, 'Ada', 'Eve') WHERE seq = 2", "row 2 was changed"),
        ("UPDATE rows SET text = 'scribble' WHERE seq = 2", "row 2 does not follow from row 1"),
        ("DELETE FROM rows WHERE seq = 2", "row 2 is missing; the next one is 3"),
        ("DELETE FROM rows WHERE seq = 3", "row 3 is missing; row 3 was the newest"),
        ("DELETE FROM rows", "row 1 is missing; row 3 was the newest"),
        ("UPDATE head SET hash = 'x'", "row 3 is not the one that was written as the newest"),
    ],
)
def test_row_92_a_broken_ledger_halts_every_change_and_is_still_read(
    store: SqliteLedger, path: Path, clock: MemoryClock, mine: Lease, change: str, where: str
) -> None:
    """Exit 5, with the place; nothing is added to it."""
    mine.acquire(ADA)
    written = journal(store, clock, mine)
    for kind in (Kind.BEGIN, Kind.INTENT, Kind.DONE):
        written.write(kind)
    by_hand(path, change)
    before = store.rows()

    with pytest.raises(Halted) as broken:
        journal(store, clock, mine)

    assert broken.value.reference == "ledger-broken"
    assert ExitCode.HALTED == broken.value.exit_code
    assert where in broken.value.what
    assert before == store.rows()


def test_row_92_a_head_that_is_gone_halts_the_next_write(
    store: SqliteLedger, path: Path, clock: MemoryClock, mine: Lease
) -> None:
    """The rows alone look whole; the store does not add to them."""
    mine.acquire(ADA)
    journal(store, clock, mine).write(Kind.BEGIN)
    by_hand(path, "DELETE FROM head")
    later = journal(store, clock, mine)

    with pytest.raises(Halted) as broken:
        later.write(Kind.INTENT)

    assert broken.value.reference == "ledger-broken"
    assert len(store.rows()) == 1
