"""The head of a request: parsed strictly, refused where two readers could understand it differently."""

import re
from dataclasses import dataclass

from rehearsal.balancer.http1 import limits
from rehearsal.balancer.http1.headers import BadHead, Headers, parse_headers

_REQUEST_LINE = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([\x21-\x7e]+) HTTP/1\.([01])")
_ABSOLUTE = re.compile(rb"https?://([^/?#]+)(.*)", re.IGNORECASE)
_HOST = re.compile(rb"[A-Za-z0-9.\-_~%\[\]:!$&'()*+,;=]*")


@dataclass(slots=True)
class Request:
    """One request as it came: the target split, the headers in order, and how its body ends."""

    method: bytes
    path: bytes
    query: bytes
    minor: int
    headers: Headers
    host: bytes
    length: int
    chunked: bool
    keep_alive: bool
    websocket: bool

    @property
    def target(self) -> bytes:
        """Path and query as they go to the target."""
        return self.path + b"?" + self.query if self.query else self.path

    @property
    def has_body(self) -> bool:
        """Whether body bytes follow the head."""
        return self.chunked or self.length > 0


def parse_request(head: bytes) -> Request:
    """Read a head (request line and header lines, each ended by CRLF); `BadHead` where it must be refused."""
    line, _, block = head.partition(b"\r\n")
    method, target, minor = _request_line(line)
    headers = parse_headers(block)
    path, query, host = _split_target(method, target, _host(headers, minor))
    chunked = _is_chunked(headers, minor)
    length = _length(headers)
    if chunked and b"content-length" in headers.values:
        raise BadHead(400, "both Content-Length and Transfer-Encoding")
    tokens = headers.connection_tokens()
    upgrade = headers.values.get(b"upgrade", b"").lower() == b"websocket" and b"upgrade" in tokens
    keep_alive = b"close" not in tokens and (minor == 1 or b"keep-alive" in tokens)
    return Request(method, path, query, minor, headers, host, length, chunked, keep_alive, upgrade)


def _request_line(line: bytes) -> tuple[bytes, bytes, int]:
    if len(line) > limits.LINE:
        raise BadHead(414, "request line over 16K")
    match = _REQUEST_LINE.fullmatch(line)
    if match is None:
        raise BadHead(400, "request line")
    method, target, minor = match.groups()
    if method == b"TRACE":
        raise BadHead(405, "TRACE")
    return method, target, int(minor)


def _host(headers: Headers, minor: int) -> bytes:
    host = headers.values.get(b"host")
    if host is None:
        if minor == 1:
            raise BadHead(400, "no Host")
        return b""
    if headers.count(b"host") > 1 or _HOST.fullmatch(host) is None:
        raise BadHead(400, "Host")
    return host


def _split_target(method: bytes, target: bytes, host: bytes) -> tuple[bytes, bytes, bytes]:
    if target[:1] != b"/":
        absolute = _ABSOLUTE.fullmatch(target)
        if absolute is not None:
            if absolute.group(1).lower() != host.lower():
                raise BadHead(400, "Host differs from the request target")
            target = absolute.group(2) or b"/"
            target = target if target[:1] == b"/" else b"/" + target
        elif not (target == b"*" and method == b"OPTIONS"):
            raise BadHead(400, "request target")
    path, _, query = target.partition(b"?")
    return path, query, _without_port(host)


def _without_port(host: bytes) -> bytes:
    name, colon, port = host.lower().rpartition(b":")
    return name if colon and port.isdigit() else host.lower()


def _is_chunked(headers: Headers, minor: int) -> bool:
    encoding = headers.values.get(b"transfer-encoding")
    if encoding is None:
        return False
    if minor == 0 or headers.count(b"transfer-encoding") > 1:
        raise BadHead(400, "Transfer-Encoding")
    if encoding.lower() != b"chunked":
        raise BadHead(501, "Transfer-Encoding")
    return True


def _length(headers: Headers) -> int:
    length = headers.values.get(b"content-length")
    if length is None:
        return 0
    if headers.count(b"content-length") > 1 or not length.isdigit() or len(length) > limits.LENGTH_DIGITS:
        raise BadHead(400, "Content-Length")
    return int(length)
