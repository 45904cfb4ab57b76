"""What we need of a builder of images."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from deploy.errors import Refused
from deploy.model.image import Image
from deploy.model.secret import Secret

Say = Callable[[str], None]
Labels = tuple[tuple[str, str], ...]
WITHOUT_ENGINE = ("local", "memory")
"""Environments whose runtime can start a bundle."""


def silent(_line: str) -> None:
    """Take a line and do nothing with it."""


def no_labels() -> Labels:
    """Say nothing about an image."""
    return ()


@dataclass(frozen=True, slots=True)
class BuildSecret:
    """A secret that a build may read and an image must not hold."""

    name: str
    value: Callable[[], Secret] = field(repr=False, compare=False)
    """Looks the value up; called right before it is handed over."""


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
    network: str = "default"
    """What a RUN line can reach: `default`, or `none`."""
    labels: Callable[[], Labels] = field(default=no_labels, repr=False, compare=False)
    """Looks up what is said about the image, where it is made; that is no reason to build it again."""
    secrets: tuple[BuildSecret, ...] = ()
    """Neither are they."""

    @property
    def name(self) -> str:
        """What the engine calls the image."""
        return f"{self.repository}:{self.tag}"


@dataclass(frozen=True, slots=True)
class Built:
    """An image that was built, or that was there already."""

    image: Image
    was_there: bool
    key: str
    """The hash of everything that the image was made of."""


class Builder(Protocol):
    """Builds images, several at a time if asked so; the same content is not built twice."""

    def check(self, orders: Sequence[BuildOrder]) -> None:
        """Raise `ToolMissing` where something that the orders need is not there; builds nothing."""
        ...

    def build(self, order: BuildOrder, say: Say = silent) -> Built:
        """The image of an order; says what the builder says.

        Raises `ToolMissing` where the engine is not there, `Refused` where the order cannot be built, and
        `Reverted` where building failed.
        """
        ...


def other_platform(component: str, image: Image, wanted: str) -> Refused | None:
    """The error where an image of a container is for another platform than the one that is wanted."""
    words = json.loads(image.config.path.read_bytes())
    made = f"{words.get('os', 'unknown')}/{words.get('architecture', 'unknown')}"
    if made == wanted:
        return None
    return Refused(
        "image-architecture-differs",
        what=f"the image of {component} is for {made}, and {wanted} is wanted",
        why="it would not start where it is deployed",
        do="build with buildx on an engine that can emulate it, or change images.architecture",
    )


def bundles_do(environment: str, runtime: str) -> bool:
    """Whether an environment can start a bundle: a rehearsal can, unless it runs containers."""
    return environment in WITHOUT_ENGINE and runtime != "docker"
