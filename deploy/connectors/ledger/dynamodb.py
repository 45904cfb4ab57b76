"""Lease and ledger in one DynamoDB table: for environments on AWS.

The table's keys are the texts `place` and `item`. One system in one environment is the partition
`system/environment`; in it stand LEASE, HEAD, and ROW#000000000001 and so on.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from deploy.connectors.ledger.dynamodb_client import Clients, Table, connect
from deploy.connectors.ledger.dynamodb_errors import translated
from deploy.connectors.ledger.port import LeaseConflict, LedgerUnreachable, LedgerUnreadable, NotHolder
from deploy.connectors.ledger.rules import check_append, is_there_already
from deploy.connectors.ledger.stored import lease_text, read_lease, read_row, row_text
from deploy.model.lease import FREE, Holder, LeaseRecord
from deploy.model.row import EMPTY, Head, Row

_LEASE, _HEAD, _ROW = "LEASE", "HEAD", "ROW#"
_ABSENT = "attribute_not_exists(#item)"
_Item = Mapping[str, Any]


class DynamoLedger:
    """A lease and a ledger that people and pipelines share; every read is consistent."""

    def __init__(self, table: Table, system: str, environment: str) -> None:
        self._table = table
        self._place = f"{system}/{environment}"
        self._words = f"table {table.name}, {self._place}"

    def read(self) -> LeaseRecord:
        """The lease record."""
        return self._lease(self._get(_LEASE))

    def swap(self, record: LeaseRecord, expected_version: str) -> None:
        """Store the record if the stored version is the expected one."""
        condition = _is_absent() if not expected_version else _is(version=expected_version)
        item = self._item(_LEASE, lease_text(record), owner=record.owner, version=record.version)
        item["fence"] = {"N": str(record.fence)}
        with translated(self._words):
            try:
                self._clients.writer.put_item(
                    TableName=self._table.name,
                    Item=item,
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                    **condition,
                )
            except self._clients.writer.exceptions.ConditionalCheckFailedException as error:
                raise LeaseConflict(self._lease(error.response.get("Item", {}))) from error

    def rows(self) -> tuple[Row, ...]:
        """Every row, page by page."""
        with translated(self._words):
            pages = list(self._clients.reader.get_paginator("query").paginate(**self._all_rows()))
        return tuple(_row(item) for page in pages for item in page["Items"])

    def last(self) -> Row | None:
        """The newest row."""
        with translated(self._words):
            found = self._clients.reader.query(**self._all_rows(), ScanIndexForward=False, Limit=1)["Items"]
        return _row(found[0]) if found else None

    def head(self) -> Head:
        """Which row was written as the newest."""
        return _head(self._get(_HEAD))

    def append(self, row: Row, holder: Holder) -> None:
        """Store the row and the head in one transaction, if the lease is the holder's and the row is next."""
        if not holder.owner:  # the condition alone would take a free lease for the holder's
            raise NotHolder
        with translated(self._words):
            try:
                self._clients.writer.transact_write_items(TransactItems=self._transaction(row, holder))
            except self._clients.writer.exceptions.TransactionCanceledException as error:
                if not self._was_done_before(row, holder):
                    raise LedgerUnreachable(self._words, f"DynamoDB says: {error}.") from error

    def _was_done_before(self, row: Row, holder: Holder) -> bool:
        """Why a transaction was cancelled, by the rule of all stores: done before, or its error.

        DynamoDB need not name every condition that failed, so the three items are looked at, all in one
        moment. Where nothing stands in the way now, another transaction was only quicker for a moment.
        """
        keys = (_LEASE, _HEAD, _row_key(row.seq))
        gets = [{"Get": {"TableName": self._table.name, "Key": self._key(key)}} for key in keys]
        answer = self._clients.reader.transact_get_items(TransactItems=gets)["Responses"]
        lease, head, stored = (part.get("Item", {}) for part in answer)
        there = _row(stored) if stored else None
        if is_there_already(row, there):
            return True
        check_append(row, holder, self._lease(lease).holder, _head(head), there)
        return False

    def _transaction(self, row: Row, holder: Holder) -> list[dict[str, _Item]]:
        """The lease is the holder's, the row's place is free, the head is the row before: all or nothing."""
        lease = {"Key": self._key(_LEASE), **_is(owner=holder.owner, fence=holder.fence)}
        put = {"Item": self._item(_row_key(row.seq), row_text(row)), **_is_absent()}
        head = {
            "Item": self._item(_HEAD, "", hash=row.hash) | {"seq": {"N": str(row.seq)}},
            **(_is(seq=row.seq - 1, hash=row.previous) if row.seq > 1 else _is_absent()),
        }
        table = {"TableName": self._table.name}
        return [{"ConditionCheck": lease | table}, {"Put": put | table}, {"Put": head | table}]

    def _get(self, item: str) -> _Item:
        with translated(self._words):
            answer: dict[str, _Item] = self._clients.reader.get_item(
                TableName=self._table.name, Key=self._key(item), ConsistentRead=True
            )
        return answer.get("Item", {})

    def _all_rows(self) -> _Item:
        return {
            "TableName": self._table.name,
            "ConsistentRead": True,
            "KeyConditionExpression": "#place = :place AND begins_with(#item, :row)",
            "ExpressionAttributeNames": {"#place": "place", "#item": "item"},
            "ExpressionAttributeValues": {":place": {"S": self._place}, ":row": {"S": _ROW}},
        }

    def _key(self, item: str) -> _Item:
        return {"place": {"S": self._place}, "item": {"S": item}}

    def _item(self, item: str, text: str, **texts: str) -> dict[str, _Item]:
        return {**self._key(item), "text": {"S": text}} | {name: {"S": said} for name, said in texts.items()}

    def _lease(self, item: _Item) -> LeaseRecord:
        record = read_lease(_text(item)) if item else FREE
        if record is None:
            raise LedgerUnreadable(self._words, "Its lease record is damaged.")
        return record

    @cached_property
    def _clients(self) -> Clients:
        with translated(self._words):
            return connect(self._table)


def _is_absent() -> _Item:
    return {"ConditionExpression": _ABSENT, "ExpressionAttributeNames": {"#item": "item"}}


def _is(**wanted: str | int) -> _Item:
    """The condition that attributes have these values; names go by sign, for many are reserved words."""
    values = {f":{name}": {"S" if isinstance(v, str) else "N": str(v)} for name, v in wanted.items()}
    return {
        "ConditionExpression": " AND ".join(f"#{name} = :{name}" for name in wanted),
        "ExpressionAttributeNames": {f"#{name}": name for name in wanted},
        "ExpressionAttributeValues": values,
    }


def _row_key(seq: int) -> str:
    # Twelve digits, so that the order of the texts is the order of the numbers.
    return f"{_ROW}{seq:012d}"


def _row(item: _Item) -> Row:
    number = item["item"]["S"].removeprefix(_ROW)
    return read_row(_text(item), int(number) if number.isdecimal() else 0)


def _head(item: _Item) -> Head:
    return Head(int(item["seq"]["N"]), item["hash"]["S"]) if item else EMPTY


def _text(item: _Item) -> str:
    return str(item.get("text", {}).get("S", ""))
