"""Two settings that are each allowed and cannot be true together."""

from collections.abc import Iterable
from dataclasses import dataclass

from deploy.settings.positions import KeyPath


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The key to look at, what cannot be, why not, and what to do."""

    path: KeyPath
    what: str
    why: str
    do: str


def listed(values: Iterable[str | int]) -> str:
    """The values as a list in TOML."""
    return "[" + ", ".join(f'"{value}"' if isinstance(value, str) else str(value) for value in values) + "]"
