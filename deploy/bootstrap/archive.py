"""The ledger as a history."""

from dataclasses import dataclass, field

from deploy.connectors.ledger.port import LedgerStore
from deploy.model.history import History, history_of
from deploy.model.row import Head


@dataclass
class Archive:
    """What the rows of a store add up to; rows never change, so they are read again where one was added."""

    store: LedgerStore
    _read: tuple[Head, History] | None = field(default=None, init=False)

    def history(self) -> History:
        """Everything up to the newest row."""
        head = self.store.head()
        if self._read is None or self._read[0] != head:
            self._read = head, history_of(self.store.rows())
        return self._read[1]
