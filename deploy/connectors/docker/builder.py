"""Builds images with the Docker Engine, and keeps them on the shelf as the registry will have them."""

from collections.abc import Callable, Sequence
from functools import cached_property
from threading import Lock

from deploy.connectors.docker.buildkit import BuildKit
from deploy.connectors.docker.classic import build_classic
from deploy.connectors.docker.engine import Engine
from deploy.connectors.docker.key import checked_entries, content_key, is_pinned
from deploy.connectors.docker.port import BuildOrder, Built, Say, other_platform, silent
from deploy.connectors.docker.saved import Packer
from deploy.connectors.docker.shelf import Shelf
from deploy.connectors.process.port import ProcessRunner, Result
from deploy.errors import Refused, Reverted
from deploy.model.image import Image

_IN_VAIN = ("/v2/", "pull access denied", "manifest unknown")


class DockerBuilder:
    """Builds with BuildKit where this machine can, else with the engine's classic builder."""

    def __init__(
        self, processes: ProcessRunner, shelf: Shelf, engine: Engine, check_signal: Callable[[], None]
    ) -> None:
        self._processes = processes
        self._shelf = shelf
        self._engine = engine
        self._check_signal = check_signal
        self._packer = Packer(shelf)
        self._bases: dict[str, str] = {}
        self._lock = Lock()

    def check_engine(self) -> None:
        """Raise `ToolMissing` where no engine answers, or only one too old."""
        self._engine.check_version()

    @cached_property
    def _buildkit(self) -> BuildKit:
        return BuildKit(self._processes)

    def check(self, orders: Sequence[BuildOrder]) -> None:
        """Refuse what nobody can build."""
        for order in orders:
            _check_base(order)
            if order.secrets and not self._buildkit.is_there:
                raise self._buildkit.missing(order.component)

    def build(self, order: BuildOrder, say: Say = silent) -> Built:
        """The image of an order."""
        _check_base(order)
        found = checked_entries(order)
        key = content_key(order, found, self._shelf, order.dockerfile, self._base(order))
        image = self._shelf.by_key(order.component, key)
        was_there = image is not None
        if image is None:
            image = self._made(order, say)
            # the engine may have fetched the base only now
            key = content_key(order, found, self._shelf, order.dockerfile, self._base(order, is_anew=True))
            if checked_entries(order) == found:  # else nobody can tell which of the two the image is made of
                self._shelf.note_key(order.component, key, image)
        self._shelf.note_tag(order.component, order.tag, image)
        return Built(image, was_there, key)

    def _base(self, order: BuildOrder, *, is_anew: bool = False) -> str:
        """What the base is: its digest, or else what its name stands for in the engine now."""
        if is_pinned(order.base):
            return order.base
        with self._lock:
            if is_anew or order.base not in self._bases:
                self._bases[order.base] = self._engine.image_id(order.base)
            return f"{order.base} {self._bases[order.base]}"

    def _made(self, order: BuildOrder, say: Say) -> Image:
        with self._lock:
            has_buildkit = self._buildkit.is_there
        if order.secrets and not has_buildkit:
            raise self._buildkit.missing(order.component)
        done = (
            self._buildkit.build(order, say) if has_buildkit else build_classic(self._processes, order, say)
        )
        if not done.is_ok:
            raise _failed(order, done)
        with self._shelf.workplace() as folder:
            file = folder / "image.tar"
            say("taking the image out of the engine")
            self._engine.save(order.name, file, self._check_signal)
            image = self._packer.read(file)
        error = other_platform(order.component, image, order.platform)
        if error is not None:
            raise error
        return image


def _failed(order: BuildOrder, done: Result) -> Reverted:
    lines = [line.strip() for line in (*done.out.splitlines(), *done.err.splitlines()) if line.strip()]
    last = lines[-1] if lines else f"it {done.ending} and said nothing"
    if _is_about_base(order, last):
        return Reverted(
            "base-image-not-there",
            what=f"the base image {order.base} of {order.component} cannot be had",
            why=last,
            do="name another under [images]; without a registry: scripts/base-image swingbridge/base:local",
        )
    return Reverted(
        "image-not-built",
        what=f"the build of {order.component} {done.ending}",
        why=last,
        do="the lines above are Docker's own; correct it and give the command again",
    )


def _is_about_base(order: BuildOrder, last: str) -> bool:
    """Whether the engine asked a registry in vain; a failed line of the Dockerfile ends in other words."""
    return any(word in last for word in _IN_VAIN) or (order.base in last and last.endswith("not found"))


def _check_base(order: BuildOrder) -> None:
    if not order.base:
        raise Refused(
            "base-image-missing",
            what=f"{order.component} has no base image to be built on",
            why="the Dockerfiles take theirs from the settings, so that a mirror can be named in one place",
            do='add base = "python:3.11-slim@sha256:..." under [images]',
        )
