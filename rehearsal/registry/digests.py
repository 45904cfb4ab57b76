"""Digests: the names of contents."""

import hashlib
import re

from rehearsal.registry.errors import bad_digest

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def checked(text: str) -> str:
    """A digest as text; refused where it is none that we can verify."""
    if _DIGEST.fullmatch(text) is None:
        raise bad_digest(f"not a sha256 digest: {text!r}")
    return text


def is_digest(text: str) -> bool:
    """Whether a reference is a digest and not a tag."""
    return ":" in text


def digest_of(content: bytes) -> str:
    """The digest of something small."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
