"""An image as it lies on this machine: a manifest, and the contents that it names."""

import json
from dataclasses import dataclass
from pathlib import Path

_STEP = 1024
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
BUNDLE = "application/vnd.swingbridge.bundle.v1"
"""An artifact that the rehearsal starts as a process."""
SITE = "application/vnd.swingbridge.site.v1"
"""An artifact that holds the files of a static site."""


@dataclass(frozen=True, slots=True)
class Content:
    """A file that is known by its digest."""

    digest: str
    size: int
    path: Path


@dataclass(frozen=True, slots=True)
class Image:
    """The digest is that of the manifest; a registry gives it the same one."""

    digest: str
    media_type: str
    manifest: bytes
    config: Content
    layers: tuple[Content, ...]

    @property
    def contents(self) -> tuple[Content, ...]:
        """Everything that has to be there before the manifest."""
        return (*self.layers, self.config)

    @property
    def artifact(self) -> str:
        """The kind of artifact that it is; empty where it is an image that a container starts from."""
        return str(json.loads(self.manifest).get("artifactType", ""))

    @property
    def size(self) -> int:
        """All bytes of it."""
        return len(self.manifest) + sum(content.size for content in self.contents)


def sized(count: float) -> str:
    """A number of bytes in words."""
    for unit in ("bytes", "KiB", "MiB"):
        if count < _STEP:
            return f"{count:.0f} {unit}"
        count /= _STEP
    return f"{count:.1f} GiB"
