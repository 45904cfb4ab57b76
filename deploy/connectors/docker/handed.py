"""Hands a secret to a child as a file that has no name in any folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from deploy.model.secret import Secret


@contextmanager
def handed(secret: Secret) -> Iterator[str]:
    """The path under which a child of this process reads the secret.

    On Linux it lies in memory, and is gone with this process, however that ends. Elsewhere it is a private
    file for as long as the context lasts.
    """
    if not hasattr(os, "memfd_create"):
        with TemporaryDirectory(prefix="swingbridge-") as folder:
            yield _written(
                os.open(f"{folder}/secret", os.O_CREAT | os.O_WRONLY, 0o600), secret, f"{folder}/secret"
            )
        return
    number = os.memfd_create("secret", os.MFD_CLOEXEC)
    try:
        yield _written(os.dup(number), secret, f"/proc/{os.getpid()}/fd/{number}")
    finally:
        os.close(number)


def _written(number: int, secret: Secret, path: str) -> str:
    with os.fdopen(number, "wb") as file:
        file.write(secret.reveal().encode())
    return path
