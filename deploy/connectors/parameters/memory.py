"""Parameters in a dictionary."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class MemoryParameters:
    """What was put in is there."""

    texts: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """The text of a parameter; None where there is none."""
        return self.texts.get(name)
