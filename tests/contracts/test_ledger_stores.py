"""Every store of leases and ledgers keeps the same promises."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.connectors.ledger.dynamodb import DynamoLedger
from deploy.connectors.ledger.dynamodb_client import Table
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.connectors.ledger.port import LeaseConflict, NotHolder, NotNext, RowTaken, Store
from deploy.connectors.ledger.sqlite import SqliteLedger
from deploy.connectors.ledger.unsteady import UnsteadyLedger
from deploy.model.lease import FREE, Holder, LeaseRecord
from deploy.model.row import EMPTY, Head, Kind, Row, first_break

HELD = LeaseRecord("me", 1, "v1", 90.0, "Ada", "ci/7", "deploy r1", "2026-01-01T00:00:00+00:00", "shift 10 %")
KEYS = [("place", "HASH"), ("item", "RANGE")]
TABLE = Table("ledgers", "eu-central-1")


MOTO = threading.Lock()


class InTurn(DynamoLedger):
    """DynamoDB over moto, whose condition checks, unlike DynamoDB's, are not atomic between threads."""

    def swap(self, record: LeaseRecord, expected_version: str) -> None:
        """Swap when it is our turn."""
        with MOTO:
            super().swap(record, expected_version)


def one_store(store: Store) -> Callable[[], Store]:
    return lambda: store


@pytest.fixture
def dynamodb() -> Iterator[Callable[[], Store]]:
    """Looks at an empty table from the outside, as another process would, each time."""
    import boto3  # noqa: PLC0415 - slow, and the other stores need neither
    from moto import mock_aws  # noqa: PLC0415 - as above

    with mock_aws():
        boto3.client("dynamodb", region_name=TABLE.region).create_table(
            TableName=TABLE.name,
            KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in KEYS],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in KEYS],
            BillingMode="PAY_PER_REQUEST",
        )
        yield lambda: InTurn(TABLE, "cost-simulator", "staging")


@pytest.fixture(params=["memory", "sqlite", "dynamodb", "unsteady"])
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store]:
    """Opens one and the same store again and again."""
    if request.param == "memory":
        return one_store(MemoryLedger())
    if request.param == "sqlite":
        return lambda: SqliteLedger(tmp_path / "new folder" / "ledger #1?.db")
    if request.param == "unsteady":
        return one_store(UnsteadyLedger(MemoryLedger()))
    opener: Callable[[], Store] = request.getfixturevalue("dynamodb")
    return opener


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    return open_store()


def chain(count: int, run: str = "run-1") -> list[Row]:
    """Rows that follow from each other."""
    rows: list[Row] = []
    for seq in range(1, count + 1):
        previous = rows[-1].hash if rows else ""
        row = Row(
            seq, run, Kind.DONE, f"step {seq}", (("digest", "sha256:\u00e9\n"),), fence=1, previous=previous
        )
        rows.append(row.sealed())
    return rows


def filled(store: Store, count: int) -> list[Row]:
    """Rows that stand in the store afterwards, under a held lease."""
    store.swap(HELD, "")
    rows = chain(count)
    for row in rows:
        store.append(row, HELD.holder)
    return rows


def test_a_store_that_was_never_written_is_free_and_empty(store: Store) -> None:
    """Looking needs nothing to be there."""
    assert FREE == store.read()
    assert () == store.rows()
    assert store.last() is None
    assert EMPTY == store.head()


def test_a_lease_is_read_back_as_it_was_stored(open_store: Callable[[], Store]) -> None:
    """Also by somebody who opens the store later."""
    open_store().swap(HELD, "")

    assert HELD == open_store().read()


def test_a_lease_with_whole_seconds_is_the_same_lease(store: Store) -> None:
    """90 and 90.0 are one length."""
    store.swap(LeaseRecord("me", 1, "v1", 90), "")

    assert LeaseRecord("me", 1, "v1", 90.0) == store.read()


def test_a_swap_with_the_expected_version_replaces_the_record(store: Store) -> None:
    """The ordinary renewal."""
    renewed = LeaseRecord("me", 1, "v2", 90.0)
    store.swap(HELD, "")

    store.swap(renewed, "v1")

    assert renewed == store.read()


@pytest.mark.parametrize("expected", ["", "v0", "v11"])
def test_a_swap_with_another_version_changes_nothing_and_tells_what_is_stored(
    store: Store, expected: str
) -> None:
    """The loser of a race learns in the same reply who has won."""
    store.swap(HELD, "")

    with pytest.raises(LeaseConflict) as conflict:
        store.swap(LeaseRecord("rival", 2, "v2", 90.0), expected)

    assert HELD == conflict.value.stored
    assert HELD == store.read()


def test_a_swap_of_a_record_that_was_never_there_is_a_conflict_with_free(store: Store) -> None:
    """A record that somebody wiped out is not brought back by a renewal."""
    with pytest.raises(LeaseConflict) as conflict:
        store.swap(HELD, "v0")

    assert FREE == conflict.value.stored
    assert FREE == store.read()


def test_rows_come_back_whole_and_in_order(open_store: Callable[[], Store]) -> None:
    """Twelve, so that the order of numbers differs from the order of digits."""
    rows = filled(open_store(), 12)

    later = open_store()

    assert tuple(rows) == later.rows()
    assert rows[-1] == later.last()
    assert Head(12, rows[-1].hash) == later.head()
    assert first_break(later.rows(), later.head()) == ""


def test_the_same_row_again_is_a_lost_reply_and_changes_nothing(store: Store) -> None:
    """Even when the lease has gone to somebody else since."""
    rows = filled(store, 2)
    store.append(rows[1], HELD.holder)
    store.swap(LeaseRecord("rival", 2, "v2"), "v1")

    store.append(rows[0], HELD.holder)

    assert tuple(rows) == store.rows()
    assert Head(2, rows[1].hash) == store.head()


@pytest.mark.parametrize(
    "holder", [Holder("rival", 1), Holder("me", 0), Holder("me", 2), Holder("", 1), Holder("", 0)]
)
def test_a_writer_who_is_not_the_holder_writes_nothing(store: Store, holder: Holder) -> None:
    """Owner and fence both count."""
    store.swap(HELD, "")

    with pytest.raises(NotHolder):
        store.append(chain(1)[0], holder)

    assert () == store.rows()
    assert EMPTY == store.head()


def test_nobody_writes_without_a_lease(store: Store) -> None:
    """A lease that was never taken, or was given back, has no holder."""
    with pytest.raises(NotHolder):
        store.append(chain(1)[0], FREE.holder)
    store.swap(LeaseRecord(fence=3, version="v1"), "")

    with pytest.raises(NotHolder):
        store.append(chain(1)[0], Holder("", 3))

    assert () == store.rows()


def test_a_row_at_a_taken_place_is_refused_with_the_row_that_stands_there(store: Store) -> None:
    """Nothing is ever written over."""
    rows = filled(store, 2)

    with pytest.raises(RowTaken) as taken:
        store.append(chain(2, "run-2")[1], HELD.holder)

    assert rows[1] == taken.value.stored
    assert tuple(rows) == store.rows()


def test_who_has_lost_the_lease_hears_that_before_anything_else(store: Store) -> None:
    """A zombie whose place is taken is told that it is not the holder."""
    filled(store, 2)
    store.swap(LeaseRecord("rival", 2, "v2"), "v1")

    with pytest.raises(NotHolder):
        store.append(chain(2, "run-2")[1], HELD.holder)


@pytest.mark.parametrize(
    "row",
    [
        Row(4, "run-1", Kind.DONE, previous=chain(2)[1].hash).sealed(),
        Row(3, "run-1", Kind.DONE, previous="another").sealed(),
        Row(3, "run-1", Kind.DONE, previous="").sealed(),
    ],
    ids=["leaves a gap", "follows from another row", "follows from nothing"],
)
def test_a_row_that_does_not_follow_from_the_newest_is_refused(store: Store, row: Row) -> None:
    """So a ledger that lost its tail cannot be written on."""
    rows = filled(store, 2)

    with pytest.raises(NotNext) as refused:
        store.append(row, HELD.holder)

    assert Head(2, rows[1].hash) == refused.value.head
    assert tuple(rows) == store.rows()


def test_a_first_row_that_follows_from_something_is_refused(store: Store) -> None:
    """An empty ledger begins at one."""
    store.swap(HELD, "")

    with pytest.raises(NotNext):
        store.append(Row(2, "run-1", Kind.DONE, previous="x").sealed(), HELD.holder)

    assert () == store.rows()


def test_of_many_who_swap_at_once_exactly_one_wins(open_store: Callable[[], Store]) -> None:
    """Eight threads, all with the same expectation."""
    results: list[str] = []
    barrier = threading.Barrier(8)
    stores = [open_store() for _ in range(8)]
    for store in stores:
        store.read()

    def contend(number: int) -> None:
        barrier.wait()
        try:
            stores[number].swap(LeaseRecord(f"owner-{number}", 1, f"v-{number}"), "")
        except LeaseConflict as conflict:
            results.append(conflict.stored.owner)
        else:
            results.append(f"owner-{number}")

    threads = [threading.Thread(target=contend, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [open_store().read().owner] * 8 == results


def test_rows_of_a_newer_version_are_still_read_and_their_chain_still_holds(store: Store) -> None:
    """Unknown fields, kinds and forms are kept, not understood."""
    newer = (("kind", '"frozen"'), ("shadow", '{"percent":5}'), ("step", '["a","b"]'))
    store.swap(HELD, "")
    first = Row(1, "run-1", Kind.UNKNOWN, form=2, newer=newer).sealed()
    second = Row(2, "run-1", Kind.DONE, previous=first.hash).sealed()

    store.append(first, HELD.holder)
    store.append(second, HELD.holder)

    assert (first, second) == store.rows()
    assert first_break(store.rows(), store.head()) == ""


def test_environments_in_one_table_do_not_see_each_other(dynamodb: Callable[[], Store]) -> None:
    """A partition each, also where one name begins like the other."""
    filled(dynamodb(), 1)

    other = DynamoLedger(TABLE, "cost-simulator", "staging-2")

    assert FREE == other.read()
    assert () == other.rows()
    assert os.environ["AWS_ACCESS_KEY_ID"]  # mock_aws puts a false one there, so nothing can leave
