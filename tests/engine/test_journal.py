"""Writing the ledger: under the lease, in a chain, and surely."""

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.connectors.ledger.port import LedgerDenied, LedgerUnreachable
from deploy.connectors.ledger.unsteady import Loss, UnsteadyLedger
from deploy.engine.journal import LONGEST_VALUE, Author, Journal, checked_head
from deploy.errors import ExitCode, Halted, Refused, Stopped
from deploy.model.lease import Holder, LeaseRecord
from deploy.model.row import EMPTY, Kind, Row, first_break
from tests.engine.journal_room import AUTHOR, HOLDER, leased


@pytest.fixture
def store() -> MemoryLedger:
    return leased()


@pytest.fixture
def journal(line: UnsteadyLedger, clock: MemoryClock) -> Journal:
    return Journal(line, lambda: HOLDER, clock, AUTHOR)


def rival_row(store: MemoryLedger, run: str = "run-8", fence: int = 3) -> Row:
    """A row of somebody else's, at the next place."""
    head = store.head()
    row = Row(head.seq + 1, run, Kind.BEGIN, fence=fence, previous=head.hash).sealed()
    store.append(row, store.read().holder)
    return row


def test_a_row_says_who_what_when_and_under_which_lease(
    store: MemoryLedger, journal: Journal, clock: MemoryClock
) -> None:
    """Everything that the history needs later."""
    clock.advance(61)

    row = journal.write(Kind.INTENT, "shift 10 %", {"component": "api"})

    wanted = Row(
        seq=1,
        run="run-7",
        kind=Kind.INTENT,
        step="shift 10 %",
        data=(("component", "api"),),
        fence=3,
        who="Ada",
        at="2026-01-01T00:01:01+00:00",
        plan_hash="plan-abc",
        tool="1.2.0",
    ).sealed()
    assert wanted == row
    assert (wanted,) == store.rows()


def test_rows_follow_from_each_other(store: MemoryLedger, journal: Journal) -> None:
    """The chain holds, and the head is the last of them."""
    rows = [journal.write(kind) for kind in (Kind.BEGIN, Kind.INTENT, Kind.DONE, Kind.END)]

    assert [1, 2, 3, 4] == [row.seq for row in rows]
    assert rows[2].hash == rows[3].previous
    assert tuple(rows) == store.rows()
    assert first_break(rows, store.head()) == ""


def test_a_later_run_goes_on_where_the_ledger_ends(
    store: MemoryLedger, journal: Journal, clock: MemoryClock
) -> None:
    """With the next number, from the last hash."""
    journal.write(Kind.BEGIN)
    last = journal.write(Kind.END)

    row = Journal(store, lambda: HOLDER, clock, Author("run-9", "Bob", "1.2.0")).write(Kind.BEGIN)

    assert (3, last.hash, "run-9") == (row.seq, row.previous, row.run)


@pytest.mark.parametrize(
    "losses", [[Loss.REPLY], [Loss.REQUEST], [Loss.REQUEST, Loss.REPLY], [Loss.REPLY, Loss.REPLY]]
)
def test_a_row_is_written_once_whatever_the_line_loses(
    store: MemoryLedger, line: UnsteadyLedger, journal: Journal, losses: list[Loss]
) -> None:
    """The store knows a row that it has already."""
    line.losses = losses

    row = journal.write(Kind.INTENT, "shift")

    assert (row,) == store.rows()
    assert journal.write(Kind.DONE, "shift").seq == 2


def test_a_silent_store_stops_the_run_after_three_tries(
    store: MemoryLedger, line: UnsteadyLedger, journal: Journal, clock: MemoryClock
) -> None:
    """With a pause between them; whether the row is there is not known."""
    line.losses = [Loss.REQUEST] * 3

    with pytest.raises(LedgerUnreachable):
        journal.write(Kind.INTENT)

    assert clock.boot() == 2.0
    assert () == store.rows()


def test_a_row_that_was_written_after_all_is_taken_up_by_the_same_words(
    store: MemoryLedger, line: UnsteadyLedger, journal: Journal, clock: MemoryClock
) -> None:
    """The caller says again what it said, later; it stands there once."""
    line.losses = [Loss.REPLY, Loss.REQUEST, Loss.REQUEST]
    with pytest.raises(LedgerUnreachable):
        journal.write(Kind.INTENT, "shift")
    clock.advance(60)

    row = journal.write(Kind.INTENT, "shift")

    assert (row,) == store.rows()
    assert journal.write(Kind.DONE, "shift").previous == row.hash


@pytest.mark.parametrize(
    ("kind", "step", "data"),
    [(Kind.DONE, "shift", {}), (Kind.INTENT, "drain", {}), (Kind.INTENT, "shift", {"a": "b"})],
)
def test_other_words_after_such_a_row_come_behind_it(
    store: MemoryLedger, line: UnsteadyLedger, journal: Journal, kind: Kind, step: str, data: dict[str, str]
) -> None:
    """Nothing of either is lost."""
    line.losses = [Loss.REPLY, Loss.REQUEST, Loss.REQUEST]
    with pytest.raises(LedgerUnreachable):
        journal.write(Kind.INTENT, "shift")

    row = journal.write(kind, step, data)

    assert [(Kind.INTENT, "shift"), (kind, step)] == [(row.kind, row.step) for row in store.rows()]
    assert row == store.last()
    assert first_break(store.rows(), store.head()) == ""


@pytest.mark.parametrize(("run", "fence"), [("run-8", 3), ("run-7", 2), ("run-8", 4)])
def test_a_place_taken_by_another_run_means_that_the_lease_is_lost(
    store: MemoryLedger, journal: Journal, run: str, fence: int
) -> None:
    """The same run under another lease is another run too."""
    row = rival_row(store, run, fence)

    with pytest.raises(Stopped) as lost:
        journal.write(Kind.INTENT)

    assert lost.value.reference == "lease-lost"
    assert run in lost.value.why
    assert ExitCode.STOPPED == lost.value.exit_code
    assert (row,) == store.rows()


def test_a_run_that_lost_the_lease_writes_nothing_more(store: MemoryLedger, journal: Journal) -> None:
    """The store compares owner and fence in the transaction."""
    journal.write(Kind.BEGIN)
    store.swap(LeaseRecord("rival", 4, "v2"), "v1")

    with pytest.raises(Stopped) as lost:
        journal.write(Kind.INTENT)

    assert lost.value.reference == "lease-lost"
    assert len(store.rows()) == 1


def test_who_holds_nothing_writes_nothing(store: MemoryLedger, clock: MemoryClock) -> None:
    """The holder is asked anew for each row."""
    holders = [HOLDER, HOLDER, Holder("me", 4), Holder("me", 4)]
    journal = Journal(store, lambda: holders.pop(0), clock, AUTHOR)
    journal.write(Kind.BEGIN)

    with pytest.raises(Stopped):
        journal.write(Kind.INTENT)

    assert [] == holders
    assert len(store.rows()) == 1


def test_a_ledger_that_lost_its_tail_under_us_halts_the_run(
    store: MemoryLedger, journal: Journal, line: UnsteadyLedger
) -> None:
    """The row no longer follows from the newest that the store knows of."""
    journal.write(Kind.BEGIN)
    journal.write(Kind.INTENT)
    emptied = MemoryLedger()
    emptied.swap(store.read(), "")
    line.store = emptied

    with pytest.raises(Halted) as broken:
        journal.write(Kind.DONE)

    assert broken.value.reference == "ledger-broken"
    assert broken.value.what == "The ledger is broken: row 0 is its newest, but row 3 was to follow."
    assert () == emptied.rows()


def test_credentials_that_end_in_the_middle_of_a_run_stop_it(journal: Journal, line: UnsteadyLedger) -> None:
    """Exit 8, not 3: what was done before is not nothing."""

    class Expired(MemoryLedger):
        def append(self, row: Row, holder: Holder) -> None:
            raise LedgerDenied(f"row {row.seq}", f"The token of {holder.owner} has expired.")

    journal.write(Kind.BEGIN)
    line.store = Expired()

    with pytest.raises(Stopped) as stopped:
        journal.write(Kind.INTENT)

    assert stopped.value.reference == "ledger-denied"
    assert stopped.value.why == "The token of me has expired."
    assert "row 2" in stopped.value.what
    assert "inv doctor" in stopped.value.do


@pytest.mark.parametrize(
    ("step", "data"),
    [
        ("x" * (LONGEST_VALUE + 1), {}),
        ("", {"key": "\u00e9" * (LONGEST_VALUE // 2) + "x"}),
        ("", {"a": "b", "y" * (LONGEST_VALUE + 1): ""}),
    ],
)
def test_a_long_text_is_refused_before_anything_is_written(
    store: MemoryLedger, journal: Journal, step: str, data: dict[str, str]
) -> None:
    """Bytes count, in values, keys and steps."""
    with pytest.raises(Refused) as refused:
        journal.write(Kind.NOTE, step, data)

    assert refused.value.reference == "ledger-value-too-long"
    assert f"has {LONGEST_VALUE + 1} bytes; {LONGEST_VALUE} are allowed" in refused.value.what
    assert () == store.rows()


def test_the_longest_allowed_text_is_written(store: MemoryLedger, journal: Journal) -> None:
    """The limit itself is inside."""
    journal.write(Kind.NOTE, "x" * LONGEST_VALUE, {"key": "\u00e9" * (LONGEST_VALUE // 2)})

    assert len(store.rows()) == 1


def test_an_empty_ledger_may_be_written_on(store: MemoryLedger) -> None:
    """It begins at nothing."""
    assert EMPTY == checked_head(store)
