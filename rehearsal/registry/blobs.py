"""Blobs as files named by their content."""

from collections.abc import Iterator
from pathlib import Path

from rehearsal.registry.digests import checked


class BlobStore:
    """A folder of verified blobs; a file is there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "blobs" / "sha256"
        self._folder.mkdir(parents=True, exist_ok=True)

    def path(self, digest: str) -> Path:
        """Where a blob lies, or would lie."""
        name = checked(digest).removeprefix("sha256:")
        return self._folder / name[:2] / name

    def size(self, digest: str) -> int | None:
        """How large a blob is; nothing where it is not here."""
        path = self.path(digest)
        return path.stat().st_size if path.exists() else None

    def touch(self, digest: str) -> None:
        """Make a blob count as new: someone relies on it and will name it in a manifest soon."""
        self.path(digest).touch()

    def adopt(self, file: Path, digest: str) -> None:
        """Take a verified file in; the same content twice is one file."""
        path = self.path(digest)
        path.parent.mkdir(exist_ok=True)
        file.replace(path)

    def remove(self, digest: str) -> None:
        """Delete a blob."""
        self.path(digest).unlink(missing_ok=True)

    def all(self) -> Iterator[tuple[str, float]]:
        """Every blob with the time at which it came."""
        for file in self._folder.glob("??/*"):
            yield f"sha256:{file.name}", file.stat().st_mtime
