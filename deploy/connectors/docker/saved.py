"""Reads what `docker image save` wrote, and keeps it as the registry will have it.

Old engines write `manifest.json` alone, new ones an OCI layout beside it; `manifest.json` is in both.
"""

import gzip
import json
import shutil
import tarfile
from pathlib import Path
from typing import IO

from deploy.connectors.docker.shelf import Shelf, Types
from deploy.errors import Reverted
from deploy.model.image import Content, Image

_CHUNK = 1024 * 1024


def read_saved(file: Path, shelf: Shelf) -> Image:
    """The one image of a saved file."""
    try:
        with tarfile.open(file) as archive:
            (entry,) = json.loads(_member(archive, "manifest.json").read())
            config = shelf.add(lambda out: shutil.copyfileobj(_member(archive, entry["Config"]), out, _CHUNK))
            layers = tuple(_layer(archive, name, shelf) for name in entry["Layers"])
    except (tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise Reverted(
            "saved-image-unreadable",
            what="what Docker saved is no image that can be read",
            why=f"{type(error).__name__}: {error}",
            do="look at the version of Docker with inv doctor, and give the command again",
        ) from error
    return shelf.add_image(config, layers, Types())


def _layer(archive: tarfile.TarFile, name: str, shelf: Shelf) -> Content:
    """A layer, packed; the same layer is always the same bytes."""

    def write(out: IO[bytes]) -> None:
        with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0, compresslevel=6) as packed:
            shutil.copyfileobj(_member(archive, name), packed, _CHUNK)

    return shelf.add(write)


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    found = archive.extractfile(name)
    if found is None:
        raise ValueError(f"{name} is no file")
    return found
