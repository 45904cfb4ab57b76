"""A text stream that never raises, so that a reader who goes away cannot stop a run."""

import io
import os
from collections.abc import Callable
from typing import TextIO


def unchanged(text: str) -> str:
    """The text as it is."""
    return text


class Outlet(io.TextIOBase):
    """Writes and flushes at once; falls silent for good when nobody can read any more."""

    def __init__(self, stream: TextIO | None, guard: Callable[[str], str] = unchanged) -> None:
        self._stream = stream  # Python itself sets sys.stdout to None when descriptor 1 is closed
        self._guard = guard

    @property
    def encoding(self) -> str:  # type: ignore[override] # the type stubs call it writable, C makes it read-only
        """The encoding of the stream underneath."""
        return getattr(self._stream, "encoding", None) or "utf-8"

    @property
    def is_silent(self) -> bool:
        """Whether nobody can read any more."""
        return self._stream is None

    def isatty(self) -> bool:
        """Whether a terminal is underneath."""
        try:
            return self._stream is not None and self._stream.isatty()
        except ValueError:  # closed meanwhile
            return False

    def line(self, text: str) -> None:
        """Write one line."""
        self.write(self._guard(text) + "\n")

    def write(self, text: str) -> int:
        """Write the text, spelling out what the encoding lacks; always says that all was written."""
        if self._stream is not None:
            self._send(self._stream, text)
        return len(text)

    def _send(self, stream: TextIO, text: str) -> None:
        encodable = text.encode(self.encoding, "backslashreplace").decode(self.encoding)
        try:
            stream.write(encodable)
            stream.flush()
        except BlockingIOError:
            return  # a full pipe that someone made non-blocking: this text is lost, the next may pass
        except RuntimeError:
            return  # a signal handler wrote in the middle of a write; Python refuses the inner one
        except (OSError, ValueError):
            self._fall_silent(stream)

    def _fall_silent(self, stream: TextIO) -> None:
        """Point the descriptor nowhere, or a stray print or the flush at exit would end the run after all."""
        self._stream = None
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
        except (OSError, ValueError):
            return  # no descriptor underneath, so nothing to flush
