"""Text as haproxy's configuration takes it, whatever stands in it."""

import re
from hashlib import blake2b

_PLAIN = re.compile(rb"[A-Za-z0-9._/:-]")
# Backend, frontend and variable names are made of an ARN's digest: short, and the same in every process.
_DIGEST_BYTES = 6


def quoted(text: str) -> str:
    """One argument: all but the plainest characters is escaped, so nothing can end a line or a word."""
    data = text.encode().replace(b"\0", b"")
    return '"' + "".join(_escaped(data[at : at + 1]) for at in range(len(data))) + '"'


def _escaped(byte: bytes) -> str:
    return byte.decode() if _PLAIN.fullmatch(byte) else f"\\x{byte[0]:02x}"


def literal(text: str) -> str:
    """Text inside a log format, where a percent sign begins a variable."""
    return text.replace("%", "%%")


def named(prefix: str, arn: str) -> str:
    """The name that stands for a listener, a rule or a group."""
    return prefix + blake2b(arn.encode(), digest_size=_DIGEST_BYTES).hexdigest()
