"""Response heads of targets."""

import pytest

from rehearsal.balancer.http1.headers import BadHead
from rehearsal.balancer.http1.response import Response, parse_response


def parse(*lines: str, method: bytes = b"GET") -> Response:
    """A head read as the answer to a request."""
    return parse_response("".join(one + "\r\n" for one in lines).encode("latin-1"), method)


@pytest.mark.parametrize(
    ("lines", "method", "length", "chunked", "kept"),
    [
        (("HTTP/1.1 200 OK", "Content-Length: 5"), b"GET", 5, False, True),
        (("HTTP/1.1 200 OK", "Content-Length: 5"), b"HEAD", 0, False, True),
        (("HTTP/1.1 200 OK", "Transfer-Encoding: chunked"), b"GET", None, True, True),
        (("HTTP/1.1 200 OK", "Transfer-Encoding: chunked"), b"HEAD", 0, False, True),
        (("HTTP/1.1 200 OK",), b"GET", None, False, False),
        (("HTTP/1.1 204 No Content",), b"GET", 0, False, True),
        (("HTTP/1.1 304 Not Modified", "Content-Length: 9"), b"GET", 0, False, True),
        (("HTTP/1.1 200 OK", "Content-Length: 5", "Connection: close"), b"GET", 5, False, False),
        (("HTTP/1.0 200 OK", "Content-Length: 5"), b"GET", 5, False, False),
        (("HTTP/1.1 200", "Content-Length: 5, 5"), b"GET", 5, False, True),
    ],
)
def test_the_end_of_a_body_follows_from_head_and_method(
    lines: tuple[str, ...], method: bytes, length: int | None, *, chunked: bool, kept: bool
) -> None:
    response = parse(*lines, method=method)

    assert (length, chunked, kept) == (response.length, response.chunked, response.keep_alive)


@pytest.mark.parametrize(
    "lines",
    [
        ("HTTP/1.1 200 OK", "Content-Length: 5", "Content-Length: 6"),
        ("HTTP/1.1 200 OK", "Content-Length: 5", "Transfer-Encoding: chunked"),
        ("HTTP/1.1 200 OK", "Transfer-Encoding: gzip"),
        ("HTTP/1.1 200 OK", "Content-Length: five"),
        ("HTTP/2 200 OK",),
        ("HTTP/1.1 099 Odd",),
        ("nonsense",),
    ],
)
def test_an_ambiguous_answer_is_refused(lines: tuple[str, ...]) -> None:
    with pytest.raises(BadHead):
        parse(*lines)


def test_only_100s_but_101_are_interim() -> None:
    assert parse("HTTP/1.1 100 Continue").is_interim
    assert parse("HTTP/1.1 103 Early Hints").is_interim
    assert not parse("HTTP/1.1 101 Switching Protocols").is_interim
    assert not parse("HTTP/1.1 200 OK").is_interim
