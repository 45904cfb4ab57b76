"""Upload sessions: files that grow, and that outlive a cut connection or a restart."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol
from uuid import UUID, uuid4

from rehearsal.registry.errors import Refused, bad_digest, no_room, unknown_upload

if TYPE_CHECKING:
    from hashlib import _Hash

_PIECE = 256 * 1024


class Source(Protocol):
    """Bytes that arrive."""

    def read(self, size: int) -> bytes:
        """At most so many of them; empty at the end."""


@dataclass(slots=True)
class _Session:
    """The digest so far, so that a finished upload need not be read again."""

    lock: Lock = field(default_factory=Lock)
    hash: "_Hash" = field(default_factory=hashlib.sha256)
    hashed: int = 0


class UploadStore:
    """Sessions by id; each is one file, and what was received stays received."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "uploads"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._sessions: dict[str, _Session] = {}
        self._lock = Lock()

    def begin(self) -> str:
        """A new session's id."""
        upload = str(uuid4())
        (self._folder / upload).touch()
        return upload

    def size(self, upload: str) -> int:
        """How many bytes a session holds."""
        return self._file(upload).stat().st_size

    def append(self, upload: str, source: Source, at: int | None = None) -> int:
        """Write what arrives straight to the file; the new size. `at` must be where the session ends."""
        with self._held(upload) as session, self._file(upload).open("ab", buffering=0) as file:
            size = file.tell()
            if at is not None and at != size:
                raise Refused(416, "BLOB_UPLOAD_INVALID", "chunk out of order", Range=content_range(size))
            while piece := source.read(_PIECE):
                _write(file, piece)
                if session.hashed == size:
                    session.hash.update(piece)
                    session.hashed += len(piece)
                size += len(piece)
            return size

    def finish(self, upload: str, digest: str) -> Path:
        """The session's file, verified; a wrong digest ends the session."""
        with self._held(upload) as session:
            file = self._file(upload)
            found = self._digest(file, session)
            if found != digest:
                self.drop(upload)
                raise bad_digest(f"provided digest {digest} did not match uploaded content {found}")
            _sync(file)
            self._sessions.pop(upload, None)
            return file

    def drop(self, upload: str) -> None:
        """End a session and forget its bytes."""
        self._file(upload).unlink()
        self._sessions.pop(upload, None)

    def all(self) -> Iterator[tuple[str, float]]:
        """Every session with the time of its last byte."""
        for file in self._folder.iterdir():
            yield file.name, file.stat().st_mtime

    def _digest(self, file: Path, session: _Session) -> str:
        if session.hashed != file.stat().st_size:
            # After a restart only the file knows what was received before.
            with file.open("rb") as content:
                return f"sha256:{hashlib.file_digest(content, 'sha256').hexdigest()}"
        return f"sha256:{session.hash.hexdigest()}"

    def _file(self, upload: str) -> Path:
        try:
            name = str(UUID(upload))  # never a path out of the folder
        except ValueError:
            raise unknown_upload(upload) from None
        file = self._folder / name
        if not file.exists():
            raise unknown_upload(upload)
        return file

    @contextmanager
    def _held(self, upload: str) -> Iterator[_Session]:
        with self._lock:
            session = self._sessions.setdefault(upload, _Session())
        with session.lock:
            yield session


def _write(file: FileIO, piece: bytes) -> None:
    """Write all of a piece; a disk that takes no more is told to whoever pushes."""
    left = memoryview(piece)
    try:
        while left:
            left = left[file.write(left) :]
    except OSError as error:
        raise no_room(error) from error


def content_range(size: int) -> str:
    """What a session holds, in the words of the specification (both ends inclusive)."""
    return f"0-{max(size - 1, 0)}"


def _sync(file: Path) -> None:
    """A blob that was promised must survive a crash of the machine."""
    with file.open("rb") as content:
        os.fsync(content.fileno())
