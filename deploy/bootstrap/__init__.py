"""The only place where real adapters are built: settings in, a world out.

Nothing is decided here and nothing is sent; whoever wants another adapter changes one line here. A name is
imported when it is asked for: whoever builds images need not load what only a rollout needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deploy.bootstrap.archive import Archive
    from deploy.bootstrap.gatehouse import Gatehouse, open_gatehouse
    from deploy.bootstrap.outside import Outside, Person, open_clock, open_processes, open_store
    from deploy.bootstrap.rehearsal import open_rehearsal
    from deploy.bootstrap.workshop import Workshop, open_workshop
    from deploy.bootstrap.world import World, open_world

__all__ = [
    "Archive",
    "Gatehouse",
    "Outside",
    "Person",
    "Workshop",
    "World",
    "open_clock",
    "open_gatehouse",
    "open_processes",
    "open_rehearsal",
    "open_store",
    "open_workshop",
    "open_world",
]

_OUTSIDE = ("Outside", "Person", "open_clock", "open_processes", "open_store")
_MODULES = {
    **dict.fromkeys(_OUTSIDE, "outside"),
    **dict.fromkeys(("Gatehouse", "open_gatehouse"), "gatehouse"),
    **dict.fromkeys(("Workshop", "open_workshop"), "workshop"),
    **dict.fromkeys(("World", "open_world"), "world"),
    "Archive": "archive",
    "open_rehearsal": "rehearsal",
}


def __getattr__(name: str) -> object:
    """What has that name, from the module that it is in."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
