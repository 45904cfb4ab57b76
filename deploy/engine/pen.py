"""The journal of one run, opened at the moment the lease is held and closed to writing before that."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from deploy.connectors.clock.port import Clock
from deploy.connectors.ledger.port import LedgerStore
from deploy.engine.journal import Author, Journal
from deploy.engine.lease import Lease
from deploy.model.row import Kind, Row


@dataclass
class LedgerPen:
    """Writes for one run; `dip` opens the journal."""

    store: LedgerStore
    lease: Lease
    clock: Clock
    author: Author
    _journal: Journal | None = field(default=None, init=False)

    def dip(self, plan_lines: tuple[str, ...]) -> None:
        """Open the journal for a plan; an unsound ledger is refused here, before anything is done."""
        plan_hash = hashlib.sha256("\n".join(plan_lines).encode()).hexdigest()
        author = replace(self.author, plan_hash=plan_hash)
        self._journal = Journal(self.store, lambda: self.lease.holder, self.clock, author)

    def write(self, kind: Kind, step: str = "", data: Mapping[str, str] | None = None) -> Row:
        """Write one row."""
        if self._journal is None:
            raise RuntimeError("a row was to be written before the lease was held")
        return self._journal.write(kind, step, data)
