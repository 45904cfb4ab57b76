"""The only place where real adapters are built: settings in, a world out.

Nothing is decided here and nothing is sent; whoever wants another adapter changes one line here.
"""

from deploy.bootstrap.gatehouse import Gatehouse, open_gatehouse
from deploy.bootstrap.outside import (
    Outside,
    Person,
    history_in,
    open_clock,
    open_processes,
    open_store,
)
from deploy.bootstrap.rehearsal import open_rehearsal
from deploy.bootstrap.workshop import Workshop, open_workshop
from deploy.bootstrap.world import World, open_world

__all__ = [
    "Gatehouse",
    "Outside",
    "Person",
    "Workshop",
    "World",
    "history_in",
    "open_clock",
    "open_gatehouse",
    "open_processes",
    "open_rehearsal",
    "open_store",
    "open_workshop",
    "open_world",
]
