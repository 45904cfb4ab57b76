"""The lease and the ledger of one run, and the desk that a runner works at."""

from collections.abc import Callable
from dataclasses import dataclass

from deploy.bootstrap.outside import Outside, Person
from deploy.engine.attention import Attention
from deploy.engine.herald import Herald
from deploy.engine.journal import Author
from deploy.engine.lease import Lease
from deploy.engine.order import Errand
from deploy.engine.pen import LedgerPen
from deploy.engine.runner import Desk
from deploy.model.lease import Claim
from deploy.settings.schema import Settings

LONGEST_CALL_SECONDS = 120.0
"""For how long one call to the outside may keep the main thread from saying that it is alive."""


@dataclass(frozen=True)
class Office:
    """The lease and the ledger of one run, and the desk that a runner works at."""

    lease: Lease
    attention: Attention
    author: Author
    pen: LedgerPen
    desk: Desk


def open_office(settings: Settings, outside: Outside, person: Person, herald: Herald | None = None) -> Office:
    """Lease, ledger and desk of one run; nothing is held yet, and without a herald nobody is told."""
    clock, store = outside.clock, outside.store
    lease = Lease(store, clock, settings.lease_seconds)
    attention = Attention(person.check_signal, lambda: lease.progress(clock.boot() + LONGEST_CALL_SECONDS))
    author = Author(person.run, person.who, person.tool)
    pen = LedgerPen(store, lease, clock, author)
    desk = Desk(
        clock,
        outside.screen,
        lease,
        pen,
        attention,
        _claim(person),
        person.ask,
        person.wait_seconds,
        herald or Herald(),
    )
    return Office(lease, attention, author, pen, desk)


def _claim(person: Person) -> Callable[[Errand], Claim]:
    return lambda errand: Claim(person.who, person.where, errand.title)
