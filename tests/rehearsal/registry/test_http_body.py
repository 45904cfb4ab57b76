"""Request bodies as streams."""

from io import BytesIO

import pytest

from rehearsal.registry.errors import Refused
from rehearsal.registry.http import Body, CutOff


def test_a_length_ends_a_body_before_the_next_request() -> None:
    stream = BytesIO(b"helloGET / HTTP/1.1")
    body = Body(stream, 5)

    assert b"hello" == body.all(10)
    assert body.is_done
    assert b"GET" == stream.read(3)


def test_chunks_are_joined_and_trailers_dropped() -> None:
    stream = BytesIO(b"5\r\nhello\r\n6;x=1\r\n world\r\n0\r\nX: 1\r\n\r\nGET")
    body = Body(stream, 0, chunked=True)

    assert b"hello world" == body.all(100)
    assert b"GET" == stream.read(3)


@pytest.mark.parametrize(
    "body",
    [
        Body(BytesIO(b"hel"), 5),
        Body(BytesIO(b"5\r\nhel"), 0, chunked=True),
        Body(BytesIO(b"5\r\nhello\r\n"), 0, chunked=True),
        Body(BytesIO(b"what\r\n"), 0, chunked=True),
        Body(BytesIO(b"-5\r\nhello\r\n0\r\n\r\n"), 0, chunked=True),
    ],
)
def test_a_body_that_breaks_off_is_never_taken_for_whole(body: Body) -> None:
    with pytest.raises(CutOff):
        body.all(100)


def test_a_small_body_has_a_limit() -> None:
    with pytest.raises(Refused) as caught:
        Body(BytesIO(b"x" * 100), 100).all(99)

    assert 413 == caught.value.status
