"""Reads what the engine saved, and keeps it as the registry will have it.

Old engines write `manifest.json` alone, new ones an OCI layout beside it; `manifest.json` is in both.
"""

import gzip
import hashlib
import json
import tarfile
from collections import defaultdict
from pathlib import Path
from threading import Lock
from typing import IO

from deploy.connectors.docker.shelf import Shelf, Types
from deploy.errors import Reverted
from deploy.model.image import Content, Image

_CHUNK = 1024 * 1024
_LEVEL = 3
"""Of the nine that gzip has: half the time of the usual one, for layers four per cent larger."""


class Packer:
    """Packs layers, each once: several images may stand on one base, and be read at the same time."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._locks: defaultdict[str, Lock] = defaultdict(Lock)

    def read(self, file: Path) -> Image:
        """The one image of a saved file."""
        try:
            with tarfile.open(file) as archive:
                return self._image(archive)
        except (tarfile.TarError, ValueError, KeyError, TypeError) as error:
            raise _unreadable(f"{type(error).__name__}: {error}") from error

    def _image(self, archive: tarfile.TarFile) -> Image:
        (entry,) = json.loads(_member(archive, "manifest.json").read())
        words = _member(archive, entry["Config"]).read()
        unpacked = json.loads(words)["rootfs"]["diff_ids"]
        layers = tuple(
            self._layer(archive, name, digest) for name, digest in zip(entry["Layers"], unpacked, strict=True)
        )
        return self._shelf.add_image(self._shelf.add(lambda out: _write(out, words)), layers, Types())

    def _layer(self, archive: tarfile.TarFile, name: str, unpacked: str) -> Content:
        """A layer, packed; the same layer is always the same bytes."""
        with self._locks[unpacked]:
            known = self._shelf.packed(unpacked)
            if known is not None:
                return known
            layer = self._shelf.add(lambda out: _pack(_member(archive, name), out, unpacked))
            self._shelf.note_packed(unpacked, layer)
            return layer


def _pack(source: IO[bytes], out: IO[bytes], unpacked: str) -> None:
    seen = hashlib.sha256()
    with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0, compresslevel=_LEVEL) as packed:
        while chunk := source.read(_CHUNK):
            seen.update(chunk)
            packed.write(chunk)
    if f"sha256:{seen.hexdigest()}" != unpacked:
        raise ValueError(f"a layer is sha256:{seen.hexdigest()}, and its image says {unpacked}")


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    found = archive.extractfile(name)
    if found is None:
        raise ValueError(f"{name} is no file")
    return found


def _write(out: IO[bytes], data: bytes) -> None:
    out.write(data)


def _unreadable(why: str) -> Reverted:
    return Reverted(
        "saved-image-unreadable",
        what="what Docker saved is no image that can be read",
        why=why,
        do="look at the version of Docker with inv doctor, and give the command again",
    )
