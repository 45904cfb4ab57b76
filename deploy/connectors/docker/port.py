"""What we need of a builder of images."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from deploy.model.image import Image


@dataclass(frozen=True, slots=True)
class BuildOrder:
    """One image to build."""

    component: str
    repository: str
    context: Path
    dockerfile: Path
    tag: str
    base: str = ""
    platform: str = "linux/amd64"
    labels: tuple[tuple[str, str], ...] = ()
    """Said about the image; they are no reason to build it again."""


@dataclass(frozen=True, slots=True)
class Built:
    """An image that was built, or that was there already."""

    image: Image
    was_there: bool
    key: str
    """The hash of everything that the image was made of."""


class Builder(Protocol):
    """Builds images; the same content is not built twice."""

    def build(self, order: BuildOrder) -> Built:
        """The image of an order.

        Raises `ToolMissing` where the engine is not there, `Refused` where the order cannot be built, and
        `Reverted` where building failed.
        """
        ...
