"""Packs a context as a bundle: an OCI artifact that the rehearsal's process runtime starts without Docker.

The same content becomes the same bytes, and so the same digest, on every machine with the same zlib.
"""

import gzip
import tarfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import IO

from deploy.connectors.docker.context import Entry
from deploy.connectors.docker.key import checked_entries, content_key
from deploy.connectors.docker.port import BuildOrder, Built, Say, silent
from deploy.connectors.docker.shelf import Shelf, Types
from deploy.errors import Refused

BUNDLE = "application/vnd.swingbridge.bundle.v1"
RECIPE = "bundle.json"
_TYPES = Types(config="application/vnd.oci.empty.v1+json", artifact=BUNDLE)


class BundleBuilder:
    """Builds bundles onto a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def check(self, orders: Sequence[BuildOrder]) -> None:
        """Refuse what cannot be packed."""
        for order in orders:
            _recipe(order)

    def build(self, order: BuildOrder, say: Say = silent) -> Built:
        """The bundle of an order; its recipe lies beside the Dockerfile."""
        recipe = _recipe(order)
        found = checked_entries(order)
        key = content_key(order, found, self._shelf, recipe, order.base)
        image = self._shelf.by_key(order.component, key)
        was_there = image is not None
        if image is None:
            say(f"packing {len(found)} files")
            layer = self._shelf.add(lambda file: pack(found, recipe, file))
            config = self._shelf.add(_write_empty)
            image = self._shelf.add_image(config, (layer,), _TYPES)
            if checked_entries(order) == found:  # else nobody can tell which of the two the bundle is made of
                self._shelf.note_key(order.component, key, image)
        self._shelf.note_tag(order.component, order.tag, image)
        return Built(image, was_there, key)


def pack(found: list[Entry], recipe: Path, file: IO[bytes]) -> None:
    """Write the layer: names in order, no owners, no times."""
    with (
        gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=1) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for entry in found:
            if entry.name != RECIPE:
                _add(archive, entry)
        text = recipe.read_bytes()
        archive.addfile(_header(RECIPE, len(text)), BytesIO(text))


def _add(archive: tarfile.TarFile, entry: Entry) -> None:
    if entry.link:
        header = _header(entry.name, 0)
        header.type, header.linkname = tarfile.SYMTYPE, entry.link
        archive.addfile(header)
        return
    with Path(entry.path).open("rb") as source:
        archive.addfile(_header(entry.name, entry.state[0], 0o755 if entry.is_executable else 0o644), source)


def _header(name: str, size: int, mode: int = 0o644) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mode, header.mtime = size, mode, 0
    return header


def _write_empty(file: IO[bytes]) -> None:
    file.write(b"{}")


def _recipe(order: BuildOrder) -> Path:
    recipe = order.dockerfile.with_name(RECIPE)
    if recipe.is_file():
        return recipe
    raise Refused(
        "bundle-recipe-missing",
        what=f"{order.component} cannot be packed: there is no {RECIPE} beside {order.dockerfile.name}",
        why="no Docker engine answers, and a bundle needs to be told its command",
        do="start Docker, or write the file; docs/tasks/build.md shows one",
    )
