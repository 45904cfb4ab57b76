"""The images of one system on this machine: contents by digest, images by content key and by release.

blobs/sha256/<hex>          contents
keys/<component>/<key>      the digest of the image that was built from that content
tags/<component>/<tag>      the digest of the image that a release has
layers/packed/<hex>         the digest of the packed layer, by the digest that it has unpacked
files/<component>.json      digests of the files of a context
"""

import errno
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from deploy.connectors.docker.context import digest_of_file
from deploy.errors import Reverted
from deploy.model.image import MANIFEST, Content, Image

_ALGORITHM = "sha256"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder; whatever stands under its final name is whole."""

    folder: Path

    def memory(self, component: str) -> Path:
        """Where digests of the files of a component's context are remembered."""
        return self.folder / "files" / f"{component}.json"

    def path(self, digest: str) -> Path:
        """Where a content lies."""
        return self.folder / "blobs" / _ALGORITHM / digest.partition(":")[2]

    def add(self, write: Callable[[IO[bytes]], None]) -> Content:
        """Keep what is written under its digest."""
        with self._draft() as draft:
            with draft.open("wb") as file:
                write(file)
            digest = digest_of_file(draft)
            place = self.path(digest)
            place.parent.mkdir(parents=True, exist_ok=True)
            draft.replace(place)
        return Content(digest, place.stat().st_size, place)

    def add_image(self, config: Content, layers: tuple[Content, ...], types: "Types") -> Image:
        """Keep an image of these contents."""
        words = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            **({"artifactType": types.artifact} if types.artifact else {}),
            **({"annotations": dict(types.labels)} if types.labels else {}),
            "config": _descriptor(config, types.config),
            "layers": [_descriptor(layer, types.layer) for layer in layers],
        }
        manifest = json.dumps(words, sort_keys=True, separators=(",", ":")).encode()
        kept = self.add(lambda file: _write(file, manifest))
        return Image(kept.digest, MANIFEST, manifest, config, layers)

    def image(self, digest: str) -> Image | None:
        """The image of that digest, where all of it is still there."""
        try:
            manifest = self.path(digest).read_bytes()
            words = json.loads(manifest)
            config = self._content(words["config"])
            layers = tuple(self._content(layer) for layer in words["layers"])
        except (OSError, ValueError, KeyError):
            return None
        return (
            Image(digest, str(words["mediaType"]), manifest, config, layers)
            if _is(manifest, digest)
            else None
        )

    def by_key(self, component: str, key: str) -> Image | None:
        """The image that was built from that content."""
        return self._noted("keys", component, key)

    def by_tag(self, component: str, tag: str) -> Image | None:
        """The image that a release has."""
        return self._noted("tags", component, tag)

    def packed(self, unpacked: str) -> Content | None:
        """The layer that has that digest when it is unpacked, where it is still there."""
        try:
            digest = self._place("layers", "packed", unpacked.partition(":")[2]).read_text()
            return Content(digest, self.path(digest).stat().st_size, self.path(digest))
        except OSError:
            return None

    def note_packed(self, unpacked: str, layer: Content) -> None:
        """Remember a layer, so that the same one is not packed again."""
        self._note("layers", "packed", unpacked.partition(":")[2], layer.digest)

    def note_key(self, component: str, key: str, image: Image) -> None:
        """Remember what was built from which content."""
        self._note("keys", component, key, image.digest)

    def note_tag(self, component: str, tag: str, image: Image) -> None:
        """Remember which image a release has."""
        self._note("tags", component, tag, image.digest)

    def _noted(self, kind: str, component: str, name: str) -> Image | None:
        try:
            digest = self._place(kind, component, name).read_text()
        except OSError:
            return None
        return self.image(digest)

    def _note(self, kind: str, component: str, name: str, digest: str) -> None:
        place = self._place(kind, component, name)
        with self._draft() as draft:
            draft.write_text(digest)
            place.parent.mkdir(parents=True, exist_ok=True)
            draft.replace(place)

    def _place(self, kind: str, component: str, name: str) -> Path:
        return self.folder / kind / component / name

    def _content(self, words: dict[str, object]) -> Content:
        path = self.path(str(words["digest"]))
        content = Content(str(words["digest"]), int(str(words["size"])), path)
        if path.stat().st_size != content.size:
            raise ValueError(f"{path} is not whole")
        return content

    @contextmanager
    def _draft(self) -> Iterator[Path]:
        """A file that may be moved to its final place; gone otherwise."""
        with self.workplace() as folder:
            yield folder / "draft"

    @contextmanager
    def workplace(self) -> Iterator[Path]:
        """A folder beside the final places for what is not whole yet; gone afterwards, whatever happened."""
        with self.room():
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with TemporaryDirectory(dir=self.folder, prefix="work-") as folder:
                yield Path(folder)

    @contextmanager
    def room(self) -> Iterator[None]:
        """Whatever is written meanwhile has to fit: a full disk is told as such."""
        try:
            yield
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise _disk_full(self.folder) from error
            raise


@dataclass(frozen=True, slots=True)
class Types:
    """The media types of an image's parts, and what an artifact says of itself: it has no configuration."""

    config: str = "application/vnd.oci.image.config.v1+json"
    layer: str = "application/vnd.oci.image.layer.v1.tar+gzip"
    artifact: str = ""
    labels: tuple[tuple[str, str], ...] = ()


def _descriptor(content: Content, media_type: str) -> dict[str, object]:
    return {"mediaType": media_type, "digest": content.digest, "size": content.size}


def _write(file: IO[bytes], data: bytes) -> None:
    file.write(data)


def _is(data: bytes, digest: str) -> bool:
    return f"{_ALGORITHM}:{hashlib.sha256(data).hexdigest()}" == digest


def _disk_full(folder: Path) -> Reverted:
    free = shutil.disk_usage(folder).free // (1024 * 1024)
    return Reverted(
        "disk-full",
        what=f"the file system of {folder} is full: {free} MiB are free",
        why="an image needs room for its layers; nothing half-written was kept",
        do="make room, or remove old images from that folder, and give the command again",
    )
