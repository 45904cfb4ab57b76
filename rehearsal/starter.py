"""Whoever started the server waits at the other end of a pipe until it answers, or hears why it does not."""

import os

# Nothing else is said by a server that answers; the pipe's end without a word means that it was killed.
READY = b"ready"
LONGEST = 400


class StarterGone(Exception):
    """Nobody waits for the server any more."""


class Starter:
    """Hears one word through a descriptor; without one nobody listens."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor

    def ready(self) -> None:
        """The server answers; where nobody waits for that any more it must not stay."""
        try:
            self._tell(READY)
        except BrokenPipeError:
            raise StarterGone("whoever started this server has gone, and so it ends") from None

    def failed(self, error: Exception) -> None:
        """The server ends; told only to a starter that still waits."""
        self._tell(f"{type(error).__name__}: {error}".encode()[:LONGEST])

    def _tell(self, word: bytes) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.write(descriptor, word)
            os.close(descriptor)
