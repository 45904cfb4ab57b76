"""The strict client misses nothing: what a server does wrong is in its count."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic, sleep

import pytest

from bench.ecs.loading import Load, load_on

GOOD = b'HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{"release": "v1"}'
STREAM = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
END = b'15\r\ndata: {"end": true}\n\n\r\n'


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """A server that gives every request on a connection the same bytes, and closes after a chunked answer."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def converse(connection: socket.socket) -> None:
            with connection:
                while connection.recv(4096):
                    connection.sendall(answer)
                    if answer.startswith(STREAM):
                        return

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                Thread(target=converse, args=(connection,), daemon=True).start()

        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


def seen(answer: bytes, *, kept: float = 20.0, fresh: float = 20.0, streams: float = 0.0) -> Load:
    """What the client saw of a server within a second."""
    with answering(answer) as url, load_on(url, kept=kept, fresh=fresh, streams=streams) as load:
        until = monotonic() + 1.5
        while monotonic() < until:
            sleep(0.05)
    return load


def test_good_answers_are_counted_by_release_and_nothing_is_lost() -> None:
    """Over kept and over fresh connections."""
    load = seen(GOOD)

    assert (0, 0) == (load.lost, load.cut)
    assert {"v1": load.seen["sent"]} == load.seen["releases"]
    assert load.seen["sent"] > 0


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
        GOOD.replace(b"v1", b"v"),
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    ],
    ids=["refused", "cut short", "no release named"],
)
def test_whatever_is_no_right_answer_is_lost(answer: bytes) -> None:
    """Nothing is tried again."""
    load = seen(answer)

    assert load.seen["sent"] == load.lost > 0


def test_a_stream_without_its_end_is_cut() -> None:
    """The last chunk alone does not count: the mark has to be there."""
    whole = seen(STREAM + END + b"0\r\n\r\n", kept=0, fresh=0, streams=10)
    unmarked = seen(STREAM + b"0\r\n\r\n", kept=0, fresh=0, streams=10)
    broken = seen(STREAM + END, kept=0, fresh=0, streams=10)

    assert 0 == whole.cut < whole.seen["streams"]
    assert unmarked.seen["streams"] == unmarked.cut > 0
    assert broken.seen["streams"] == broken.cut > 0


def test_a_server_that_is_not_there_loses_every_request() -> None:
    """The client goes on, and counts."""
    with load_on("http://127.0.0.1:9", kept=10, fresh=10, streams=0) as load:
        until = monotonic() + 1.5
        while monotonic() < until:
            sleep(0.05)

    assert load.seen["sent"] == load.lost > 0
