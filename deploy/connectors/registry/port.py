"""What we need of a registry."""

from typing import Protocol


class Registry(Protocol):
    """Looks only; pushing comes with the images."""

    def digest(self, repository: str, tag: str) -> str | None:
        """The digest that stands under a tag; None where nothing does."""
        ...
