"""What we need of a store of parameters."""

from typing import Protocol


class Parameters(Protocol):
    """Reads only."""

    def text(self, name: str) -> str | None:
        """The text of a parameter; None where there is none."""
        ...
