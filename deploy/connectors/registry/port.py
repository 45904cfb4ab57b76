"""What we need of a registry."""

from dataclasses import dataclass
from typing import IO, Protocol

from deploy.errors import Refused, Reverted
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
    """Takes images too, and gives them back."""

    def fetch_manifest(self, repository: str, digest: str, out: IO[bytes]) -> None:
        """Write the manifest of that digest; raises as `fetch_blob` does."""
        ...

    def fetch_blob(self, repository: str, digest: str, out: IO[bytes]) -> None:
        """Write the content of that digest; the bytes are those of the digest once this has ended.

        Raises `Refused` where the registry has none or says no, and `Reverted` where it does not answer, or
        gives other bytes.
        """
        ...

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


def not_there(repository: str, digest: str) -> Refused:
    """What was pushed once is gone."""
    return Refused(
        "image-not-in-registry",
        what=f"the registry has no {digest} in {repository}",
        why="a rule that clears the registry, or a person, took it away",
        do="push it again from the machine that built it",
    )


def damaged(repository: str, digest: str, arrived: str) -> Reverted:
    """What came is not what was asked for."""
    return Reverted(
        "registry-damaged-download",
        what=f"{digest} of {repository} came as {arrived}",
        why="its bytes changed on the way, or in the registry; nothing of it was kept",
        do="give the command again; if it stays so, the registry's copy is damaged",
    )
