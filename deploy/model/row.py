"""Rows of the ledger, chained by their hashes."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields, replace
from enum import StrEnum
from functools import lru_cache

FORMAT = 1
"""The form of rows that this version writes; a ledger with newer rows is read, never written."""


def canonical(value: object) -> str:
    """The one JSON text for a value: what hashes are made over."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


class Kind(StrEnum):
    """What a row says."""

    BEGIN = "begin"
    INTENT = "intent"
    OBSERVED = "observed"
    DONE = "done"
    NOTE = "note"
    RELEASE = "release"
    SCANNED = "scanned"
    LIVE = "live"
    PROVED = "proved"
    BAD = "bad"
    SCHEMA = "schema"
    CLOSED = "closed"
    OPENED = "opened"
    END = "end"
    UNKNOWN = "unknown"
    """What only a newer version can read; never written."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happened, with who, and under which lease."""

    seq: int
    run: str
    kind: Kind
    step: str = ""
    data: tuple[tuple[str, str], ...] = ()
    fence: int = 0
    who: str = ""
    at: str = ""
    plan_hash: str = ""
    tool: str = ""
    form: int = FORMAT
    previous: str = ""
    hash: str = ""
    newer: tuple[tuple[str, str], ...] = ()
    """What this version cannot read, by name, as JSON; kept, so that the hash still agrees."""

    def value(self, key: str) -> str:
        """One value of the row's data, empty where it is not there."""
        return dict(self.data).get(key, "")

    def content(self) -> dict[str, object]:
        """Everything the hash covers; a value at its default is left out, so old rows outlive new fields."""
        said: dict[str, object] = {
            name: value for name, default in _DEFAULTS if (value := getattr(self, name)) != default
        }
        return said | {name: json.loads(text) for name, text in self.newer}

    def computed_hash(self) -> str:
        """The hash of everything in the row, the previous row's hash included."""
        return _hash_of(self)

    def sealed(self) -> "Row":
        """The row with its hash."""
        return replace(self, hash=self.computed_hash())


@lru_cache(maxsize=8192)
def _hash_of(row: Row) -> str:
    """The hash of a row's content; remembered, because a run checks again what it has just written."""
    return hashlib.sha256(canonical(row.content()).encode()).hexdigest()


_DEFAULTS = tuple(
    (field.name, MISSING if field.name == "form" else field.default)
    for field in fields(Row)
    if field.name not in {"hash", "newer"}
)
"""What is left out where a row has it; a row always names its form, and neither hash nor newer is covered."""


@dataclass(frozen=True, slots=True)
class Head:
    """Which row is the newest, written together with it: so the loss of the newest row shows too."""

    seq: int = 0
    hash: str = ""


EMPTY = Head()


def first_break(rows: Iterable[Row], head: Head = EMPTY) -> str:
    """Where the chain of rows is broken, in words; empty where it is whole.

    A reader without the lease reads the head before the rows, which may then go beyond it.
    """
    newest = EMPTY
    for row in rows:
        if row.seq != newest.seq + 1:
            return f"row {newest.seq + 1} is missing; the next one is {row.seq}"
        if row.previous != newest.hash:
            return f"row {row.seq} does not follow from row {newest.seq}"
        if row.computed_hash() != row.hash:
            return f"row {row.seq} was changed after it was written"
        newest = Head(row.seq, row.hash)
        if row.seq == head.seq and row.hash != head.hash:
            return f"row {row.seq} is not the one that was written as the newest"
    return f"row {newest.seq + 1} is missing; row {head.seq} was the newest" if newest.seq < head.seq else ""
