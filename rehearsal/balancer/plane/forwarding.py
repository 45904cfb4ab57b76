"""The heads as they travel on: hop-by-hop headers taken out, forwarding headers put in."""

from dataclasses import dataclass
from os import urandom
from time import time

from rehearsal.balancer.http1.headers import HOP_BY_HOP
from rehearsal.balancer.http1.request import Request
from rehearsal.balancer.http1.response import SWITCHING, Response

_FORWARDED = frozenset((b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-port", b"x-amzn-trace-id"))
_REWRITTEN = HOP_BY_HOP | _FORWARDED
_UPGRADE = b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
_CHUNKED = b"Transfer-Encoding: chunked\r\n"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from and through which door."""

    client: bytes
    proto: bytes
    port: bytes
    forwarded_for: str = "append"


def request_head(request: Request, origin: Origin, trace: bytes) -> bytes:
    """The head a target is sent."""
    pieces = [b"%b %b HTTP/1.1\r\n" % (request.method, request.target), request.headers.without(_REWRITTEN)]
    if b"host" not in request.headers.values:
        pieces.append(b"Host: %b\r\n" % origin.client)
    pieces.append(_forwarded_for(request, origin))
    pieces.append(
        b"X-Forwarded-Proto: %b\r\nX-Forwarded-Port: %b\r\nX-Amzn-Trace-Id: %b\r\n"
        % (origin.proto, origin.port, trace)
    )
    if request.websocket:
        pieces.append(_UPGRADE)
    if request.chunked:
        pieces.append(_CHUNKED)
    pieces.append(b"\r\n")
    return b"".join(pieces)


def response_head(response: Response, cookies: list[bytes], connection: bytes, *, chunked: bool) -> bytes:
    """The head a client is sent; `connection` is empty where HTTP/1.1's default says it already."""
    status_line = b"HTTP/1.1 %d %b\r\n" % (response.status, response.reason)
    pieces = [status_line, response.headers.without(HOP_BY_HOP)]
    pieces += [cookie + b"\r\n" for cookie in cookies]
    if response.status == SWITCHING:
        pieces.append(_UPGRADE)
    if chunked:
        pieces.append(_CHUNKED)
    if connection:
        pieces.append(b"Connection: %b\r\n" % connection)
    pieces.append(b"\r\n")
    return b"".join(pieces)


def trace_id(request: Request) -> bytes:
    """The request's trace header: the client's own root kept, otherwise a new one, as an ALB does it."""
    known = request.headers.values.get(b"x-amzn-trace-id")
    own = b"1-%08x-%b" % (int(time()), urandom(12).hex().encode())
    if known is None:
        return b"Root=" + own
    fields = [part for part in known.split(b";") if part and not part.startswith(b"Self=")]
    has_root = any(part.startswith(b"Root=") for part in fields)
    return b";".join([b"Self=" + own if has_root else b"Root=" + own, *fields])


def _forwarded_for(request: Request, origin: Origin) -> bytes:
    known = request.headers.values.get(b"x-forwarded-for")
    if origin.forwarded_for == "remove":
        return b""
    if known is None:
        return b"" if origin.forwarded_for == "preserve" else b"X-Forwarded-For: %b\r\n" % origin.client
    if origin.forwarded_for == "preserve":
        return b"X-Forwarded-For: %b\r\n" % known
    return b"X-Forwarded-For: %b, %b\r\n" % (known, origin.client)
