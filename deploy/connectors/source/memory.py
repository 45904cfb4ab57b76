"""A checkout that is whatever it was told to be."""

from dataclasses import dataclass

from deploy.connectors.source.port import Checkout


@dataclass(frozen=True, slots=True)
class MemorySource:
    """One checkout, or none, whose commit is on some branches."""

    found: Checkout | None
    branches: tuple[str, ...] = ()

    def look(self) -> Checkout | None:
        """What it was made with."""
        return self.found

    def is_on(self, branch: str) -> bool:
        """Whether it was made with that branch."""
        return branch in self.branches
