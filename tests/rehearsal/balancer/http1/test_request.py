"""Request heads: what is read, and what is refused because two readers could understand it differently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearsal.balancer.http1.headers import BadHead
from rehearsal.balancer.http1.request import parse_request


def head(*lines: str, line: str = "GET /a?b=c HTTP/1.1") -> bytes:
    """A head with a Host, in bytes."""
    return "".join(one + "\r\n" for one in (line, "Host: Shop.test:8080", *lines)).encode("latin-1")


def refused(data: bytes) -> int:
    """The status a head is refused with."""
    with pytest.raises(BadHead) as caught:
        parse_request(data)
    return caught.value.status


def test_a_request_is_split_into_its_parts() -> None:
    request = parse_request(head("X-One: 1", "x-one:  2 "))

    assert (b"GET", b"/a", b"b=c", 1) == (request.method, request.path, request.query, request.minor)
    assert b"shop.test" == request.host
    assert b"1, 2" == request.headers.values[b"x-one"]
    assert request.keep_alive
    assert not request.has_body


@pytest.mark.parametrize(
    ("lines", "version", "kept"),
    [
        ((), "1.1", True),
        (("Connection: close",), "1.1", False),
        (("Connection: keep-alive, Close",), "1.1", False),
        ((), "1.0", False),
        (("Connection: keep-alive",), "1.0", True),
    ],
)
def test_a_connection_is_kept_as_the_version_and_the_header_say(
    lines: tuple[str, ...], version: str, *, kept: bool
) -> None:
    assert kept is parse_request(head(*lines, line=f"GET / HTTP/{version}")).keep_alive


SMUGGLING = {
    "both lengths": ("Content-Length: 5", "Transfer-Encoding: chunked"),
    "two lengths": ("Content-Length: 5", "Content-Length: 6"),
    "the same length twice": ("Content-Length: 5", "Content-Length: 5"),
    "a list of lengths": ("Content-Length: 5, 5",),
    "a signed length": ("Content-Length: +5",),
    "a negative length": ("Content-Length: -5",),
    "a hexadecimal length": ("Content-Length: 0x5",),
    "an empty length": ("Content-Length:",),
    "an endless length": ("Content-Length: " + "9" * 40,),
    "a space before the colon": ("Content-Length : 5",),
    "a folded line": ("X-A: 1", " Content-Length: 5"),
    "a line without a colon": ("Content-Length",),
    "a bare carriage return": ("X-A: 1\rContent-Length: 5",),
    "a bare line feed": ("X-A: 1\nContent-Length: 5",),
    "a NUL": ("X-A: 1\x00",),
    "a name with a control character": ("X\x0bA: 1",),
    "two encodings": ("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
    "two hosts": ("Host: other.test",),
}


@pytest.mark.parametrize("lines", SMUGGLING.values(), ids=SMUGGLING.keys())
def test_what_could_smuggle_a_request_is_refused(lines: tuple[str, ...]) -> None:
    assert 400 == refused(head(*lines, line="POST / HTTP/1.1"))


@pytest.mark.parametrize("coding", ["gzip", "identity", "chunked, identity", "xchunked", '"chunked"'])
def test_an_encoding_other_than_chunked_is_not_implemented(coding: str) -> None:
    assert 501 == refused(head(f"Transfer-Encoding: {coding}", line="POST / HTTP/1.1"))


def test_http_1_0_knows_no_chunks() -> None:
    assert 400 == refused(head("Transfer-Encoding: chunked", line="POST / HTTP/1.0"))


@pytest.mark.parametrize(
    "line",
    [
        "GET  / HTTP/1.1",
        "GET / HTTP/1.1 ",
        "GET / HTTP/2.0",
        "GET /a b HTTP/1.1",
        "GET /\x7f HTTP/1.1",
        "G(T / HTTP/1.1",
        "CONNECT shop.test:443 HTTP/1.1",
        "GET ftp://shop.test/ HTTP/1.1",
        "GET * HTTP/1.1",
        "",
    ],
)
def test_a_request_line_that_is_not_exactly_one_is_refused(line: str) -> None:
    assert 400 == refused(head(line=line))


def test_a_line_over_16k_is_refused() -> None:
    assert 414 == refused(head(line=f"GET /{'a' * 17_000} HTTP/1.1"))
    assert 400 == refused(head("X-Long: " + "a" * 17_000))


def test_trace_is_not_allowed() -> None:
    assert 405 == refused(head(line="TRACE / HTTP/1.1"))


def test_http_1_1_needs_a_host() -> None:
    assert 400 == refused(b"GET / HTTP/1.1\r\n")
    assert b"" == parse_request(b"GET / HTTP/1.0\r\n").host


def test_an_absolute_target_must_name_the_same_host() -> None:
    same = parse_request(head(line="GET http://shop.test:8080?q HTTP/1.1"))

    assert (b"/", b"q") == (same.path, same.query)
    assert 400 == refused(head(line="GET http://other.test/ HTTP/1.1"))


def test_only_a_websocket_upgrade_counts() -> None:
    upgrade = ("Connection: keep-alive, Upgrade", "Upgrade: WebSocket")

    assert parse_request(head(*upgrade)).websocket
    assert not parse_request(head("Upgrade: websocket")).websocket
    assert not parse_request(head("Connection: Upgrade", "Upgrade: h2c")).websocket


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Nothing but `BadHead` ever comes out, and what is read holds no line ends."""
    try:
        request = parse_request(b"GET / HTTP/1.1\r\nHost: a\r\n" + data)
    except BadHead:
        return

    assert all(b"\n" not in line and b"\r" not in line for _, line in request.headers.lines)
