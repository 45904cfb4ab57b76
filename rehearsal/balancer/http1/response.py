"""The head of a target's response: parsed as strictly as a request, since a client reads what we forward."""

import re
from dataclasses import dataclass

from rehearsal.balancer.http1 import limits
from rehearsal.balancer.http1.headers import BadHead, Headers, parse_headers

_STATUS_LINE = re.compile(rb"HTTP/1\.([01]) ([1-5][0-9][0-9])(?: ([\t\x20-\x7e\x80-\xff]*))?")
SWITCHING = 101
_SUCCESS, _NO_CONTENT, _NOT_MODIFIED = 200, 204, 304


@dataclass(slots=True)
class Response:
    """One response head; `length` is None where the body is chunked or ends with the connection."""

    status: int
    reason: bytes
    headers: Headers
    length: int | None
    chunked: bool
    keep_alive: bool

    @property
    def is_interim(self) -> bool:
        """Whether a final response still follows (100 Continue, 103 Early Hints)."""
        return self.status < _SUCCESS and self.status != SWITCHING


def parse_response(head: bytes, method: bytes) -> Response:
    """Read a response head to a request of `method`; `BadHead` (502) where it cannot be forwarded safely."""
    line, _, block = head.partition(b"\r\n")
    match = _STATUS_LINE.fullmatch(line)
    if match is None:
        raise BadHead(502, "status line")
    status = int(match.group(2))
    headers = parse_headers(block)
    chunked = _is_chunked(headers)
    length = _length(headers, status, method, chunked=chunked)
    tokens = headers.connection_tokens()
    keep_alive = b"close" not in tokens and (match.group(1) == b"1" or b"keep-alive" in tokens)
    chunked = chunked and length is None
    known_end = chunked or length is not None
    return Response(status, match.group(3) or b"", headers, length, chunked, keep_alive and known_end)


def _is_chunked(headers: Headers) -> bool:
    encoding = headers.values.get(b"transfer-encoding")
    if encoding is None:
        return False
    if encoding.lower() != b"chunked" or b"content-length" in headers.values:
        raise BadHead(502, "Transfer-Encoding")
    return True


def _length(headers: Headers, status: int, method: bytes, *, chunked: bool) -> int | None:
    declared = headers.values.get(b"content-length")
    if declared is not None:
        same = len(set(declared.split(b", "))) == 1
        declared = declared.split(b", ")[0]
        if not same or not declared.isdigit() or len(declared) > limits.LENGTH_DIGITS:
            raise BadHead(502, "Content-Length")
    if method == b"HEAD" or status < _SUCCESS or status in (_NO_CONTENT, _NOT_MODIFIED):
        return 0
    return None if declared is None or chunked else int(declared)
