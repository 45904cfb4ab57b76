"""A store on a bad line: it does what it is asked, or not, and the reply is lost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from deploy.connectors.ledger.port import LedgerUnreachable, Store
from deploy.model.lease import Holder, LeaseRecord
from deploy.model.row import Head, Row


class Loss(Enum):
    """Where a write is lost."""

    REQUEST = "nothing was done"
    REPLY = "it was done, and the answer lost"


@dataclass
class UnsteadyLedger:
    """Another store, whose next writes are lost as the list of losses says; for rehearsing bad days."""

    store: Store
    losses: list[Loss] = field(default_factory=list)

    def read(self) -> LeaseRecord:
        """The lease record."""
        return self.store.read()

    def rows(self) -> tuple[Row, ...]:
        """Every row."""
        return self.store.rows()

    def last(self) -> Row | None:
        """The newest row."""
        return self.store.last()

    def head(self) -> Head:
        """Which row was written as the newest."""
        return self.store.head()

    def swap(self, record: LeaseRecord, expected_version: str) -> None:
        """Swap, unless the line is bad."""
        self._send(lambda: self.store.swap(record, expected_version))

    def append(self, row: Row, holder: Holder) -> None:
        """Append, unless the line is bad."""
        self._send(lambda: self.store.append(row, holder))

    def _send(self, write: Callable[[], None]) -> None:
        loss = self.losses.pop(0) if self.losses else None
        if loss is not Loss.REQUEST:
            write()
        if loss is not None:
            raise LedgerUnreachable("the ledger on a bad line", loss.value)
