"""A registry in a folder: what the memory environment pushes to."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
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
        with self._draft(place) as draft:
            shutil.copyfile(content.path, draft)
        return content.size

    def _write(self, place: Path, data: bytes) -> None:
        with self._draft(place) as draft:
            draft.write_bytes(data)

    @contextmanager
    def _draft(self, place: Path) -> Iterator[Path]:
        """A file of one's own that takes its place: images that share contents are pushed side by side."""
        place.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self.folder) as own:
            draft = Path(own) / "draft"
            yield draft
            draft.replace(place)

    def _blob(self, digest: str) -> Path:
        return self.folder / "blobs" / digest.replace(":", "-")

    def _tag(self, repository: str, tag: str) -> Path:
        return self.folder / "tags" / repository / tag
