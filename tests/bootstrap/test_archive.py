"""The ledger as a history, read as seldom as may be."""

from deploy.bootstrap import Archive
from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.engine.journal import Journal
from deploy.model.history import history_of
from deploy.model.lease import LeaseRecord
from deploy.model.row import Kind, Row
from tests.engine.journal_room import AUTHOR, HOLDER


class CountingLedger(MemoryLedger):
    """Counts how often all its rows are read."""

    reads = 0

    def rows(self) -> tuple[Row, ...]:
        """Every row."""
        self.reads += 1
        return super().rows()


def test_rows_are_read_again_only_where_one_was_added() -> None:
    """A ledger grows for years, and a run asks for its history many times."""
    store = CountingLedger()
    store.swap(LeaseRecord(HOLDER.owner, HOLDER.fence, "v1"), "")
    journal = Journal(store, lambda: HOLDER, MemoryClock(), AUTHOR)
    archive = Archive(store)

    store.reads = 0  # the journal has read them too
    first = [archive.history(), archive.history()]
    assert 1 == store.reads

    journal.write(Kind.LIVE, data={"release": "v2"})
    store.reads = 0
    second = [archive.history(), archive.history()]

    assert 1 == store.reads
    assert [None, None, "v2", "v2"] == [history.live for history in first + second]
    assert history_of(store.rows()) == second[-1]
