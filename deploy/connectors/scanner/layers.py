"""The files in the layers of an image, one after the other, also those that a later layer hides."""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass

from deploy.model.image import Image

LARGEST = 8 * 1024 * 1024
"""Of a larger file only the beginning is read."""


@dataclass(frozen=True, slots=True)
class LayerFile:
    """A file as it lies in one layer."""

    name: str
    mode: int
    is_file: bool
    data: bytes = b""


def files(image: Image) -> Iterator[LayerFile]:
    """Everything in all layers, lowest first."""
    for layer in image.layers:
        with tarfile.open(layer.path, mode="r|*") as archive:
            yield from _members(archive)


def _members(archive: tarfile.TarFile) -> Iterator[LayerFile]:
    for member in archive:
        name = member.name.removeprefix("./")
        opened = archive.extractfile(member) if member.isreg() else None
        data = opened.read(LARGEST) if opened else b""
        yield LayerFile(name, member.mode, member.isreg() or member.isdir(), data)
