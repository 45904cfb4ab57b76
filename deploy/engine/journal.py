"""Writes the ledger: each row under the lease, chained to the one before it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from deploy.connectors.clock.port import Clock
from deploy.connectors.ledger.port import (
    LedgerDenied,
    LedgerStore,
    LedgerUnreachable,
    NotHolder,
    NotNext,
    RowTaken,
)
from deploy.engine import lease_errors
from deploy.errors import Halted, Refused, Stopped
from deploy.model.discretion import discreet
from deploy.model.lease import Holder
from deploy.model.row import EMPTY, FORMAT, Head, Kind, Row, first_break

LONGEST_VALUE = 4096
_TRIES = 3
_PAUSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Author:
    """Whose rows they are: the run, the person, the tool's version, and the plan that is carried out."""

    run: str
    who: str
    tool: str
    plan_hash: str = ""


class Journal:
    """The ledger as one run writes it; opened when the lease is held."""

    def __init__(
        self, store: LedgerStore, holder: Callable[[], Holder], clock: Clock, author: Author
    ) -> None:
        self._store = store
        self._holder = holder
        self._clock = clock
        self._author = author
        self._head = checked_head(store)

    def write(self, kind: Kind, step: str = "", data: Mapping[str, str] | None = None) -> Row:
        """Store one row; back only when it is surely there. Names and ids belong in it, never secrets."""
        said = tuple((key, discreet(text)) for key, text in (data or {}).items())
        step = discreet(step)
        _refuse_long((step, *(text for pair in said for text in pair)))
        while True:
            row = self._row(kind, step, said)
            stored = self._stored(row)
            self._head = Head(stored.seq, stored.hash)
            if _says_the_same(stored, row):
                return stored

    def _row(self, kind: Kind, step: str, data: tuple[tuple[str, str], ...]) -> Row:
        return Row(
            seq=self._head.seq + 1,
            run=self._author.run,
            kind=kind,
            step=step,
            data=data,
            fence=self._holder().fence,
            who=self._author.who,
            at=self._clock.wall().isoformat(timespec="seconds"),
            plan_hash=self._author.plan_hash,
            tool=self._author.tool,
            previous=self._head.hash,
        ).sealed()

    def _stored(self, row: Row) -> Row:
        """What stands at the row's place afterwards: the row, or one of ours whose reply was lost."""
        try:
            self._append(row)
        except NotHolder as error:
            raise lease_errors.lost("The ledger no longer takes rows from this run.") from error
        except LedgerDenied as error:  # refused in the middle of a run: "nothing was touched" would be a lie
            raise Stopped(error.reference, what=error.what, why=error.why, do=error.do) from error
        except NotNext as error:
            raise broken(f"row {error.head.seq} is its newest, but row {row.seq} was to follow") from error
        except RowTaken as taken:
            if (taken.stored.run, taken.stored.fence) != (row.run, row.fence):
                raise lease_errors.lost(f"Run {taken.stored.run} wrote to the ledger meanwhile.") from taken
            return taken.stored
        return row

    def _append(self, row: Row) -> None:
        """Append, and again after silence: the store knows a row that it has already."""
        for _ in range(_TRIES - 1):
            with suppress(LedgerUnreachable):
                return self._store.append(row, self._holder())
            self._clock.sleep(_PAUSE_SECONDS)
        return self._store.append(row, self._holder())


def checked_head(store: LedgerStore) -> Head:
    """The head of a ledger that this version may write on: every row readable, and the chain whole."""
    head, rows = store.head(), store.rows()
    newest = max((row.form for row in rows), default=FORMAT)
    if newest > FORMAT:
        raise newer(newest)
    if found := first_break(rows, head):
        raise broken(found)
    return Head(rows[-1].seq, rows[-1].hash) if rows else EMPTY


def newer(form: int) -> Refused:
    """The ledger was written by a later version of this tool."""
    return Refused(
        "ledger-newer",
        what=f"The ledger holds rows of form {form}; this version writes form {FORMAT}.",
        why="A newer version of this tool acted here, and this one may not understand what it left behind.",
        do="Update the checkout and give the command again; inv history and inv status still read.",
    )


def broken(where: str) -> Halted:
    """The chain of rows does not hold."""
    return Halted(
        "ledger-broken",
        what=f"The ledger is broken: {where}.",
        why="A row was lost or changed outside this tool, so what was done here is no longer certain.",
        do="Read it with inv history, restore it from its backup, then give the command again.",
    )


def _refuse_long(texts: tuple[str, ...]) -> None:
    longest = max(len(text.encode()) for text in texts)
    if longest > LONGEST_VALUE:
        raise Refused(
            "ledger-value-too-long",
            what=f"A value for the ledger has {longest} bytes; {LONGEST_VALUE} are allowed.",
            why="The ledger holds names and ids, never contents.",
            do="Report this as a defect, with the step at which it happened.",
        )


def _says_the_same(stored: Row, row: Row) -> bool:
    """Whether two rows differ in nothing but the moment of writing."""
    return stored == row or replace(stored, at="", hash="") == replace(row, at="", hash="")
