"""The parts of the rehearsal, in the order they start; one line each."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rehearsal.control.part import Part

PARTS: tuple[str, ...] = (
    "rehearsal.recorded.part:RecordedPart",
    "rehearsal.databases.part:DatabasesPart",
    "rehearsal.databases.caches:CachesPart",
    "rehearsal.ecs.part:EcsPart",
    "rehearsal.balancer.part:BalancerPart",
    "rehearsal.registry.part:RegistryPart",
    "rehearsal.page.part:PagePart",
)


def make_parts(names: tuple[str, ...] = PARTS) -> "list[Part]":
    """Make one of each part from its `module:Class` name."""
    return [_make(name) for name in names]


def _make(name: str) -> "Part":
    module, _, attribute = name.partition(":")
    part: Part = getattr(import_module(module), attribute)()
    return part
