"""Bodies as a stream: each reader takes what arrived and gives the payload and what lies behind the end."""

import re
from typing import Protocol

from rehearsal.balancer.http1 import limits

LAST_CHUNK = b"0\r\n\r\n"
_SIZE_LINE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?")


class BadBody(Exception):
    """A body whose framing is broken."""


class Body(Protocol):
    """What is left of one body."""

    done: bool

    def feed(self, data: bytes) -> tuple[bytes, bytes]:
        """The payload in `data`, and the bytes after the body's end."""

    def close(self) -> bool:
        """Whether the body is complete now that the connection has ended."""


class LengthBody:
    """A body of a known length."""

    __slots__ = ("done", "remaining")

    def __init__(self, length: int) -> None:
        self.remaining = length
        self.done = length == 0

    def feed(self, data: bytes) -> tuple[bytes, bytes]:
        """Take at most what is left."""
        size = len(data)
        if size < self.remaining:
            self.remaining -= size
            return data, b""
        payload, surplus = data[: self.remaining], data[self.remaining :]
        self.remaining = 0
        self.done = True
        return payload, surplus

    def close(self) -> bool:
        """Complete only if everything came."""
        return self.done


class UntilCloseBody:
    """A body that ends with the connection."""

    __slots__ = ("done",)

    def __init__(self) -> None:
        self.done = False

    def feed(self, data: bytes) -> tuple[bytes, bytes]:
        """Everything belongs to the body."""
        return data, b""

    def close(self) -> bool:
        """The end of the connection is the end of the body."""
        self.done = True
        return True


class ChunkedBody:
    """A chunked body; extensions and trailers are dropped, as a gateway may."""

    __slots__ = ("_buffer", "_left", "_trailing", "done")

    def __init__(self) -> None:
        self.done = False
        self._buffer = b""
        self._left = 0  # bytes of the current chunk still to come, its CRLF included
        self._trailing = False

    def feed(self, data: bytes) -> tuple[bytes, bytes]:
        """Unwrap what arrived; `BadBody` where the framing is broken."""
        data = self._buffer + data if self._buffer else data
        self._buffer = b""
        pieces: list[bytes] = []
        position = 0
        while not self.done:
            step = self._trailer(data, position) if self._trailing else self._chunk(data, position, pieces)
            if step < 0:
                self._buffer = data[position:]
                return b"".join(pieces), b""
            position = step
        return b"".join(pieces), data[position:]

    def close(self) -> bool:
        """Complete only if the last chunk and its trailers came."""
        return self.done

    def _chunk(self, data: bytes, position: int, pieces: list[bytes]) -> int:
        """Read one chunk-size line or a part of a chunk; the new position, or -1 where more is needed."""
        if self._left:
            return self._payload(data, position, pieces)
        end = data.find(b"\r\n", position, position + limits.CHUNK_LINE)
        if end < 0:
            if len(data) - position >= limits.CHUNK_LINE:
                raise BadBody("chunk-size line too long")
            return -1
        match = _SIZE_LINE.fullmatch(data, position, end)
        if match is None:
            raise BadBody("chunk-size line")
        size = int(match.group(1), 16)
        self._trailing = size == 0
        self._left = size + 2 if size else 0
        return end + 2

    def _payload(self, data: bytes, position: int, pieces: list[bytes]) -> int:
        available = len(data) - position
        if available < self._left and self._left > 2:  # noqa: PLR2004 - the CRLF behind the chunk
            take = min(available, self._left - 2)
            if take == 0:
                return -1
            pieces.append(data[position : position + take])
            self._left -= take
            return position + take
        if available < self._left:
            return -1
        end = position + self._left
        if data[end - 2 : end] != b"\r\n":
            raise BadBody("chunk end")
        pieces.append(data[position : end - 2])
        self._left = 0
        return end

    def _trailer(self, data: bytes, position: int) -> int:
        if data.startswith(b"\r\n", position):
            self.done = True
            return position + 2
        end = data.find(b"\r\n", position)
        if end < 0:
            if len(data) - position > limits.TRAILER:
                raise BadBody("trailer too long")
            return -1
        return end + 2


def wrap_chunk(payload: bytes) -> bytes:
    """A payload as one chunk; nothing for nothing, as an empty chunk would end the body."""
    return b"%x\r\n%b\r\n" % (len(payload), payload) if payload else b""
