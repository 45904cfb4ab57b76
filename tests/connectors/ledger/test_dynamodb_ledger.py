"""What is particular to DynamoDB: lost replies, cancelled transactions, pages."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from botocore.exceptions import ReadTimeoutError

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.dynamodb import DynamoLedger
from deploy.connectors.ledger.dynamodb_client import Table
from deploy.connectors.ledger.port import LedgerUnreachable, LedgerUnreadable
from deploy.engine.journal import Author, Journal
from deploy.engine.lease import Lease
from deploy.model.lease import Claim, LeaseRecord
from deploy.model.row import Kind, Row

TABLE = Table("ledgers", "eu-central-1")
HELD = LeaseRecord("me", 1, "v1", 90.0)
ROW = Row(1, "run-1", Kind.BEGIN, fence=1).sealed()
KEYS = [("place", "HASH"), ("item", "RANGE")]


@pytest.fixture
def store() -> Iterator[DynamoLedger]:
    import boto3  # noqa: PLC0415 - slow, and needed only here
    from moto import mock_aws  # noqa: PLC0415 - as above

    with mock_aws():
        boto3.client("dynamodb", region_name=TABLE.region).create_table(
            TableName=TABLE.name,
            KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in KEYS],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in KEYS],
            BillingMode="PAY_PER_REQUEST",
        )
        yield DynamoLedger(TABLE, "cost-simulator", "staging")


def lose_next_reply(store: DynamoLedger, operation: str) -> None:
    """Let the next call of that name be carried out, and its answer be lost."""
    event = f"after-call.dynamodb.{operation}"

    def lose(**_: object) -> None:
        store._clients.writer.meta.events.unregister(event, lose)
        raise ReadTimeoutError(endpoint_url="dynamodb")

    store._clients.writer.meta.events.register(event, lose)


def test_a_lost_reply_does_not_lock_us_out_of_our_own_lease(store: DynamoLedger) -> None:
    """Taking, renewing and giving back all survive it."""
    clock = MemoryClock()
    lease = Lease(store, clock, 90.0)
    lose_next_reply(store, "PutItem")

    holder = lease.acquire(Claim("Ada", "ci/7", "deploy"))
    lose_next_reply(store, "PutItem")
    lease.renew_once()
    lease.renew_once()
    clock.advance(1)
    lease.renew_once()

    assert holder == store.read().holder
    assert holder.fence == 1
    lose_next_reply(store, "PutItem")
    lease.release()
    assert store.read().owner == ""


def test_a_row_whose_reply_was_lost_stands_there_once(store: DynamoLedger) -> None:
    """The second attempt is cancelled, and finds its own row."""
    store.swap(HELD, "")
    journal = Journal(store, lambda: HELD.holder, MemoryClock(), Author("run-1", "Ada", "1"))
    lose_next_reply(store, "TransactWriteItems")

    row = journal.write(Kind.BEGIN)

    assert (row,) == store.rows()
    assert row.seq == store.head().seq == 1


def test_a_transaction_that_met_another_one_is_unreachable_not_lost(store: DynamoLedger) -> None:
    """Nothing stands in its way afterwards: it may be tried again, and then succeeds."""
    store.swap(HELD, "")
    event = "before-call.dynamodb.TransactWriteItems"
    conflict = {"Error": {"Code": "TransactionCanceledException", "Message": "TransactionConflict"}}

    def cancel(**_: object) -> tuple[SimpleNamespace, dict[str, dict[str, str]]]:
        store._clients.writer.meta.events.unregister(event, cancel)
        return SimpleNamespace(status_code=400), conflict

    store._clients.writer.meta.events.register(event, cancel)

    with pytest.raises(LedgerUnreachable) as unreachable:
        store.append(ROW, HELD.holder)

    assert "TransactionConflict" in unreachable.value.why
    assert () == store.rows()
    store.append(ROW, HELD.holder)
    assert (ROW,) == store.rows()


def test_a_damaged_lease_record_is_told_not_taken_for_free(store: DynamoLedger) -> None:
    """Free is only what says so; the same in the answer to a conflict."""
    store.swap(HELD, "")
    item = {"place": {"S": "cost-simulator/staging"}, "item": {"S": "LEASE"}, "text": {"S": "scribble"}}
    store._clients.writer.put_item(TableName=TABLE.name, Item=item)

    with pytest.raises(LedgerUnreadable) as damaged:
        store.read()
    with pytest.raises(LedgerUnreadable):
        store.swap(HELD, "")

    assert "lease record is damaged" in damaged.value.why


def test_all_rows_are_found_however_many_pages_they_fill(store: DynamoLedger) -> None:
    """An answer holds one megabyte; these rows fill more, and among them is a nameless one."""
    for name in ("000000000001", "000000000002", "000000000003", "000000000004", "scribble"):
        item = {"place": {"S": "cost-simulator/staging"}, "item": {"S": f"ROW#{name}"}}
        store._clients.writer.put_item(TableName=TABLE.name, Item=item | {"text": {"S": "x" * 390_000}})
    query = store._all_rows()

    assert "LastEvaluatedKey" in store._clients.reader.query(**query)
    assert [1, 2, 3, 4, 0] == [row.seq for row in store.rows()]


def test_every_read_is_consistent(store: DynamoLedger) -> None:
    """A stale answer could hide a row, or a rival."""
    asked: list[dict[str, object]] = []
    store._clients.reader.meta.events.register(
        "provide-client-params.dynamodb.*", lambda params, **_: asked.append(params)
    )

    store.read()
    store.head()
    store.last()
    store.rows()

    assert [True] * 4 == [params["ConsistentRead"] for params in asked]
