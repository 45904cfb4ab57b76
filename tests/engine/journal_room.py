"""Who writes the ledger in these tests, and the ledger that is theirs to write on."""

from deploy.connectors.ledger.memory import MemoryLedger
from deploy.engine.journal import Author
from deploy.model.lease import Holder, LeaseRecord

HOLDER = Holder("me", 3)
AUTHOR = Author("run-7", "Ada", "1.2.0", "plan-abc")


def leased() -> MemoryLedger:
    """An empty ledger under the holder's lease."""
    store = MemoryLedger()
    store.swap(LeaseRecord(HOLDER.owner, HOLDER.fence, "v1"), "")
    return store
