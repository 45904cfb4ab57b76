"""The cookies that bind a client to a target group and to a target."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b

GROUP_COOKIE = b"AWSALBTG"
TARGET_COOKIE = b"AWSALB"
APPLICATION_COOKIE = b"AWSALBAPP-0"


def token(name: str) -> bytes:
    """What a cookie says instead of a name; the same on every start, so a restart cuts no session."""
    return blake2b(name.encode(), digest_size=32).hexdigest().encode()


def cookie(header: bytes, name: bytes) -> bytes | None:
    """The value of a cookie in a request's Cookie header."""
    for part in header.replace(b",", b";").split(b";"):
        known, _, value = part.strip().partition(b"=")
        if known == name:
            return value
    return None


def sets_cookie(lines: Iterable[bytes], name: str) -> bool:
    """Whether one of a response's Set-Cookie values sets a cookie of that name."""
    wanted = name.encode()
    return any(line.partition(b"=")[0].strip() == wanted for line in lines)


def set_cookie_lines(name: bytes, value: bytes, seconds: int) -> list[bytes]:
    """Header lines that set a cookie and its twin for cross-origin requests, as an ALB does."""
    expires = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True).encode()
    return [
        b"Set-Cookie: %b=%b; Expires=%b; Path=/" % (name, value, expires),
        b"Set-Cookie: %bCORS=%b; Expires=%b; Path=/; SameSite=None; Secure" % (name, value, expires),
    ]


def set_session_cookie_line(name: bytes, value: bytes) -> bytes:
    """The header line for a cookie that lives as long as the application's own."""
    return b"Set-Cookie: %b=%b; Path=/" % (name, value)
