"""An image laid out in a folder, as the OCI image layout has it: the form in which other tools take one.

They see the very bytes that will be pushed, and need no engine.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.model.image import Image

_LAYOUT = {"imageLayoutVersion": "1.0.0"}


@contextmanager
def laid_out(image: Image) -> Iterator[Path]:
    """A folder with the image in it, gone afterwards; contents are linked, not copied, where that can be."""
    beside = image.config.path.parent
    with TemporaryDirectory(prefix="layout-", dir=beside.parent) as name:
        folder = Path(name)
        blobs = folder / "blobs" / "sha256"
        blobs.mkdir(parents=True)
        for content in image.contents:
            _put(content.path, blobs / content.digest.partition(":")[2])
        (blobs / image.digest.partition(":")[2]).write_bytes(image.manifest)
        (folder / "oci-layout").write_text(json.dumps(_LAYOUT))
        (folder / "index.json").write_text(json.dumps(_index(image)))
        yield folder


def _put(source: Path, target: Path) -> None:
    if target.exists():
        return  # two layers with the same content are one file
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _index(image: Image) -> dict[str, object]:
    manifest = {"mediaType": image.media_type, "digest": image.digest, "size": len(image.manifest)}
    return {"schemaVersion": 2, "manifests": [manifest]}
