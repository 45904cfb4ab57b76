"""Images with planted faults."""

import gzip
import io
import json
import tarfile
from pathlib import Path
from typing import IO

from deploy.connectors.docker.shelf import Shelf, Types
from deploy.connectors.scanner.port import Specimen
from deploy.model.image import BUNDLE

GOOD = 'ARG BASE\nFROM ${BASE}\nUSER 1000:1000\nHEALTHCHECK CMD ["true"]\n'
GOOD_CONFIG = {"config": {"User": "1000:1000", "Healthcheck": {"Test": ["CMD", "true"]}}}
Planted = tuple[str, bytes, int]
"""Name, content and mode of a file."""


def specimen(
    folder: Path,
    *layers: list[Planted],
    dockerfile: str = GOOD,
    config: dict[str, object] | None = None,
    artifact: str = "",
) -> Specimen:
    """An image of these layers."""
    shelf = Shelf(folder / "images")
    kept = tuple(shelf.add(lambda file, layer=layer: _write(file, packed(layer))) for layer in layers)  # type: ignore[misc] # the loop's value now
    words = json.dumps(config or GOOD_CONFIG).encode()
    configuration = shelf.add(lambda file: _write(file, words))
    path = folder / "Dockerfile"
    path.write_text(dockerfile)
    return Specimen("web", shelf.add_image(configuration, kept, Types(artifact=artifact)), path)


def bundle(folder: Path, *files: Planted) -> Specimen:
    """A bundle of these files."""
    return specimen(folder, list(files), artifact=BUNDLE)


def packed(layer: list[Planted]) -> bytes:
    """A layer with these files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data, mode in layer:
            header = tarfile.TarInfo(name)
            header.size, header.mode = len(data), mode
            archive.addfile(header, io.BytesIO(data))
    return gzip.compress(buffer.getvalue(), mtime=0)


def _write(file: IO[bytes], data: bytes) -> None:
    file.write(data)
