"""Packs files as an OCI artifact: one layer of the same bytes on every machine with the same zlib."""

import gzip
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from deploy.connectors.docker.context import Entry
from deploy.connectors.docker.port import BuildOrder, Built, Labels, Say, no_labels
from deploy.connectors.docker.shelf import Shelf, Types

_NO_CONFIG = "application/vnd.oci.empty.v1+json"
_NOTHING: Mapping[str, bytes] = {}


@dataclass(frozen=True, slots=True)
class Packing:
    """What goes into an artifact, and what it is known by."""

    kind: str
    look: Callable[[], list[Entry]]
    key: Callable[[list[Entry]], str]
    texts: Mapping[str, bytes]
    """Files that take the place of those of that name, or come on top of them."""
    labels: Callable[[], Labels] = no_labels

    @property
    def types(self) -> Types:
        """The types of its parts."""
        return Types(config=_NO_CONFIG, artifact=self.kind, labels=self.labels())


def packed_once(shelf: Shelf, order: BuildOrder, packing: Packing, say: Say) -> Built:
    """The artifact of an order; what did not change is not packed again."""
    found = packing.look()
    key = packing.key(found)
    image = shelf.by_key(order.component, key)
    was_there = image is not None
    if image is None:
        say(f"packing {len(found)} files")
        layer = shelf.add(lambda file: pack(found, file, packing.texts))
        image = shelf.add_image(shelf.add(_write_empty), (layer,), packing.types)
        if packing.look() == found:  # else nobody can tell which of the two the artifact is made of
            shelf.note_key(order.component, key, image)
    shelf.note_tag(order.component, order.tag, image)
    return Built(image, was_there, key)


def pack(found: list[Entry], file: IO[bytes], texts: Mapping[str, bytes] = _NOTHING) -> None:
    """Write the layer: names in order, no owners, no times."""
    with (
        gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=1) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for entry in found:
            if entry.name not in texts:
                _add(archive, entry)
        for name, text in texts.items():
            archive.addfile(_header(name, len(text)), BytesIO(text))


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
