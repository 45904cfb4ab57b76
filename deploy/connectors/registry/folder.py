"""A registry in a folder: what the memory environment pushes to."""

import shutil
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from deploy.connectors.registry.port import Receipt, damaged, not_there, tag_taken
from deploy.model.image import Content, Image


@dataclass(frozen=True)
class FolderRegistry:
    """Contents by digest, and a file for each tag; whatever stands under its final name is whole."""

    folder: Path

    def digest(self, repository: str, tag: str) -> str | None:
        """The digest that stands under a tag; None where nothing does."""
        place = self._tag(repository, tag)
        return place.read_text() if place.is_file() else None

    def push(self, image: Image, repository: str, tag: str) -> Receipt:
        """Put the image under the tag."""
        there = self.digest(repository, tag)
        if there == image.digest:
            return Receipt(image.digest, 0, image.size, was_there=True)
        if there is not None:
            raise tag_taken(repository, tag, there, image.digest)
        sent = sum(self._take(content) for content in image.contents)
        self._write(self._blob(image.digest), image.manifest)
        self._write(self._tag(repository, tag), image.digest.encode())
        return Receipt(image.digest, sent + len(image.manifest), image.size - sent - len(image.manifest))

    def fetch_manifest(self, repository: str, digest: str, out: IO[bytes]) -> None:
        """Write the manifest of that digest."""
        self.fetch_blob(repository, digest, out)

    def fetch_blob(self, repository: str, digest: str, out: IO[bytes]) -> None:
        """Write the content of that digest."""
        try:
            data = self._blob(digest).read_bytes()
        except OSError as error:
            raise not_there(repository, digest) from error
        arrived = f"sha256:{sha256(data).hexdigest()}"
        if arrived != digest:
            raise damaged(repository, digest, arrived)
        out.write(data)

    def _take(self, content: Content) -> int:
        place = self._blob(content.digest)
        if place.is_file():
            return 0
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_suffix(".draft")
        shutil.copyfile(content.path, draft)
        draft.replace(place)
        return content.size

    def _write(self, place: Path, data: bytes) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f"{place.name}.draft")
        draft.write_bytes(data)
        draft.replace(place)

    def _blob(self, digest: str) -> Path:
        return self.folder / "blobs" / digest.replace(":", "-")

    def _tag(self, repository: str, tag: str) -> Path:
        return self.folder / "tags" / repository / tag
