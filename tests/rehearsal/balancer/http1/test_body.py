"""Bodies as streams: the same payload however the bytes were cut on the way."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearsal.balancer.http1.body import (
    LAST_CHUNK,
    BadBody,
    Body,
    ChunkedBody,
    LengthBody,
    UntilCloseBody,
    wrap_chunk,
)


def feed(body: Body, data: bytes, cuts: list[int]) -> tuple[bytes, bytes]:
    """Feed data in pieces; the whole payload and everything behind the end."""
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    payload = surplus = b""
    for begin, end in pairwise(edges):
        piece = data[begin:end]
        if body.done:
            surplus += piece
            continue
        taken, rest = body.feed(piece)
        payload, surplus = payload + taken, surplus + rest
    return payload, surplus


@given(
    st.lists(st.binary(min_size=1, max_size=40), max_size=6),
    st.lists(st.integers(0, 400), max_size=8),
    st.binary(max_size=20),
)
def test_chunks_come_out_whole_however_they_are_cut(
    chunks: list[bytes], cuts: list[int], behind: bytes
) -> None:
    body = ChunkedBody()

    payload, surplus = feed(body, b"".join(map(wrap_chunk, chunks)) + LAST_CHUNK + behind, cuts)

    assert b"".join(chunks) == payload
    assert behind == surplus
    assert body.close()


@given(st.binary(max_size=60), st.lists(st.integers(0, 100), max_size=5), st.binary(max_size=20))
def test_a_length_ends_a_body_exactly(content: bytes, cuts: list[int], behind: bytes) -> None:
    body = LengthBody(len(content))

    assert (content, behind) == feed(body, content + behind, cuts)
    assert body.close()


def test_extensions_and_trailers_are_dropped() -> None:
    body = ChunkedBody()

    assert (b"abcde", b"GET") == body.feed(b'3;x="y"\r\nabc\r\n2 \r\nde\r\n0\r\nX-Sum: 1\r\n\r\nGET')


@pytest.mark.parametrize(
    "data",
    [
        b"g\r\n",
        b"-1\r\n",
        b"0x1\r\na\r\n",
        b" 1\r\na\r\n",
        b"\r\n",
        b"1\r\nab\r\n",
        b"1\nab\r\n",
        b"1;x\ny\r\na\r\n",
        b"f" * 16 + b"\r\n",
        b"1" + b" " * 300,
        b"0\r\n" + b"x" * 20_000,
    ],
)
def test_broken_framing_is_noticed(data: bytes) -> None:
    with pytest.raises(BadBody):
        ChunkedBody().feed(data)


def test_a_body_that_ends_early_is_not_complete() -> None:
    chunked, counted, endless = ChunkedBody(), LengthBody(3), UntilCloseBody()
    chunked.feed(b"3\r\nab")
    counted.feed(b"ab")
    endless.feed(b"ab")

    assert not chunked.close()
    assert not counted.close()
    assert endless.close()
