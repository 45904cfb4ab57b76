"""What we need to know of a checkout."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Checkout:
    """A checkout as it stands; a CI job that was started by a tag has no branch, and need not have one."""

    commit: str
    branch: str = ""
    """Empty where the head is detached."""
    changed: tuple[str, ...] = ()
    """Files that differ from the commit, or that git does not know."""
    is_pushed: bool = True
    """Whether a branch of a remote has the commit, as far as this checkout knows."""
    is_shallow: bool = False
    """Whether history was left out, so that some questions cannot be answered."""


class Source(Protocol):
    """Looks at a checkout; fetches nothing and changes nothing."""

    def look(self) -> Checkout | None:
        """The checkout; None where the folder is none."""
        ...

    def is_on(self, branch: str) -> bool:
        """Whether the remote's branch of that name has the commit, as far as this checkout knows."""
        ...
