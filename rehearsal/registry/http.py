"""Requests and replies of the registry, apart from sockets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from rehearsal.registry.errors import Refused
from rehearsal.registry.tokens import Scope


class Stream(Protocol):
    """A connection's incoming bytes."""

    def read(self, size: int, /) -> bytes:
        """Exactly so many, unless it ends."""

    def readline(self, limit: int, /) -> bytes:
        """A line."""


class CutOff(Exception):
    """The client went away in the middle of a body."""


class Body:
    """A request's body, by length or in chunks; `read` gives nothing more at its end."""

    def __init__(self, stream: Stream, length: int, *, chunked: bool = False) -> None:
        self._stream = stream
        self._left = length
        self._chunked = chunked
        self.is_done = not chunked and length == 0

    def read(self, size: int) -> bytes:
        """At most so many bytes of the body."""
        if not self._left and self._chunked and not self.is_done:
            self._left = self._next_chunk()
        if self.is_done:
            return b""
        data = self._stream.read(min(size, self._left))
        if not data:
            raise CutOff
        self._left -= len(data)
        if not self._left:
            self._end_piece()
        return data

    def all(self, limit: int) -> bytes:
        """The whole of a small body."""
        pieces = bytearray()
        while piece := self.read(65536):
            pieces += piece
            if len(pieces) > limit:
                raise Refused(413, "SIZE_INVALID", f"body over {limit} bytes")
        return bytes(pieces)

    def _end_piece(self) -> None:
        if self._chunked:
            self._stream.readline(8)  # the line end behind a chunk
        else:
            self.is_done = True

    def _next_chunk(self) -> int:
        line = self._stream.readline(256)
        try:
            size = int(line.partition(b";")[0], 16)
        except ValueError:
            raise CutOff from None
        if size < 0:
            raise CutOff
        if size == 0:
            while self._stream.readline(65536).strip():
                pass
            self.is_done = True
        return size


@dataclass(frozen=True, slots=True)
class Request:
    """One request after login: the path's parts, the query, the headers by lower-case name."""

    method: str
    scope: Scope
    name: str
    reference: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Body


@dataclass(frozen=True, slots=True)
class FileSlice:
    """A part of a file to be sent."""

    path: Path
    begin: int
    size: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered; a HEAD gets the same without the body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | FileSlice = b""

    @property
    def length(self) -> int:
        """The size of the body."""
        return self.body.size if isinstance(self.body, FileSlice) else len(self.body)
