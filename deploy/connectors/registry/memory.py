"""A registry in a dictionary."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class MemoryRegistry:
    """Digests by repository and tag."""

    digests: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def digest(self, repository: str, tag: str) -> str | None:
        """The digest that stands under a tag; None where nothing does."""
        return self.digests.get((repository, tag))
