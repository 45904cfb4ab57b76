"""How a hook puts something of moto right: one function that changes, one table row that is tested."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Need:
    """A private name of moto that a hook leans on, with its parameters; none for a plain value."""

    module: str
    path: str
    parameters: tuple[str, ...] = ()


def patch(owner: object, name: str, make: Callable[[Any], object]) -> None:
    """Replace an attribute by what `make` makes of the present one; a lost attribute stops the server."""
    setattr(owner, name, make(getattr(owner, name)))


def find(need: Need) -> Any:  # noqa: ANN401 - a private name of moto can be anything
    """The thing a hook leans on, as moto has it now."""
    found: Any = import_module(need.module)
    for name in need.path.split("."):
        found = getattr(found, name)
    return found
