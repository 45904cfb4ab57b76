"""What we need of a registry."""

from dataclasses import dataclass
from typing import Protocol

from deploy.errors import Refused
from deploy.model.image import Image


class Registry(Protocol):
    """Looks only."""

    def digest(self, repository: str, tag: str) -> str | None:
        """The digest that stands under a tag; None where nothing does."""
        ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a push came to: the digest as the registry has it afterwards, and what had to be sent for it."""

    digest: str
    sent_bytes: int
    skipped_bytes: int
    was_there: bool = False


class Destination(Registry, Protocol):
    """Takes images too."""

    def push(self, image: Image, repository: str, tag: str) -> Receipt:
        """Put the image under the tag; a tag that has another image is never moved.

        Raises `Refused` where the registry says no, and `Reverted` where it does not answer: then the tag
        is as it was, and what was sent so far need not be sent again.
        """
        ...


def tag_taken(repository: str, tag: str, there: str, wanted: str) -> Refused:
    """A tag never moves: what was deployed under it has to stay what it was."""
    return Refused(
        "tag-has-another-image",
        what=f"{repository}:{tag} is {there} in the registry, and {wanted} here",
        why="a tag that moves makes every record of it untrue",
        do="build and push under a new release name",
    )
