"""Rows of the ledger, chained by their hashes."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

FORMAT = 1
"""The form of rows that this version writes; a ledger with newer rows is read, never written."""


class Kind(StrEnum):
    """What a row says."""

    BEGIN = "begin"
    INTENT = "intent"
    OBSERVED = "observed"
    DONE = "done"
    NOTE = "note"
    RELEASE = "release"
    LIVE = "live"
    PROVED = "proved"
    BAD = "bad"
    SCHEMA = "schema"
    CLOSED = "closed"
    OPENED = "opened"
    END = "end"


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

    def value(self, key: str) -> str:
        """One value of the row's data, empty where it is not there."""
        return dict(self.data).get(key, "")

    def computed_hash(self) -> str:
        """The hash of everything in the row, the previous row's hash included."""
        content = asdict(self)
        del content["hash"]
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def sealed(self) -> "Row":
        """The row with its hash."""
        return replace(self, hash=self.computed_hash())


def first_break(rows: Iterable[Row]) -> str:
    """Where the chain of rows is broken, in words; empty where it is whole."""
    previous, expected = "", 1
    for row in rows:
        if row.seq != expected:
            return f"row {expected} is missing; the next one is {row.seq}"
        if row.previous != previous:
            return f"row {row.seq} does not follow from row {row.seq - 1}"
        if row.computed_hash() != row.hash:
            return f"row {row.seq} was changed after it was written"
        previous, expected = row.hash, expected + 1
    return ""
