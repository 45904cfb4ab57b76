"""Whether a row may be appended: the one decision that every store makes inside its transaction."""

from deploy.connectors.ledger.port import NotHolder, NotNext, RowTaken
from deploy.model.lease import Holder
from deploy.model.row import Head, Row


def is_there_already(row: Row, stored: Row | None) -> bool:
    """Whether the very same row is stored: then an earlier attempt was done and its reply lost."""
    return stored == row


def check_append(row: Row, holder: Holder, leased_to: Holder, head: Head, stored: Row | None) -> None:
    """Nothing where the row may be appended, else `NotHolder`, `RowTaken` or `NotNext`."""
    if not holder.owner or leased_to != holder:
        raise NotHolder
    if stored is not None:
        raise RowTaken(stored)
    if head != Head(row.seq - 1, row.previous):
        raise NotNext(head)
