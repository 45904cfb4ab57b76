"""The web client asks once, bounded in bytes and time."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from deploy.connectors.web.client import LARGEST_BODY, WebClient

Serve = Callable[[socket.socket], None]


@contextmanager
def _served(serve: Serve, *, reads: bool = True) -> Iterator[str]:
    """An address on loopback that serves one connection by hand."""
    listener = socket.create_server(("127.0.0.1", 0))

    def once() -> None:
        connection, _ = listener.accept()
        with connection:
            if reads:
                connection.recv(4096)
            try:
                serve(connection)
            except OSError:
                return

    thread = threading.Thread(target=once, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/health"
    finally:
        listener.close()
        thread.join(5)


def test_an_answer_comes_back_with_status_and_body() -> None:
    """The ordinary case."""
    with _served(lambda c: c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")) as url:
        answer = WebClient().get(url, 2.0)

    assert (200, b"hi", "") == (answer.status, answer.body, answer.trouble)


def test_json_is_posted_and_the_answer_comes_back() -> None:
    """One request, with its length and kind."""
    heard: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        head = connection.recv(4096)
        heard.append(head if head.endswith(b"}") else head + connection.recv(4096))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    with _served(serve, reads=False) as url:
        answer = WebClient().post(url, b'{"a": 1}', 2.0)

    assert (200, b"ok") == (answer.status, answer.body)
    assert heard[0].startswith(b"POST /health HTTP/1.1\r\n")
    assert b"Content-Type: application/json\r\n" in heard[0]
    assert heard[0].endswith(b'\r\n\r\n{"a": 1}')


def test_a_redirect_is_told_and_not_followed() -> None:
    """Where it points to is shown; whether to go there is not decided here."""
    head = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with _served(lambda c: c.sendall(head)) as url:
        answer = WebClient().get(url, 2.0)

    assert (302, "http://127.0.0.1:1/") == (answer.status, answer.location)


def test_a_body_without_an_end_is_read_to_a_cap() -> None:
    """Ten gigabytes of health cost us some kilobytes."""

    def pour(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    with _served(pour) as url:
        answer = WebClient().get(url, 5.0)

    assert LARGEST_BODY == len(answer.body)
    assert "larger" in answer.trouble


def test_a_body_that_drips_ends_with_the_time() -> None:
    """One byte now and then keeps no run waiting."""
    stop = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not stop.wait(0.05):
            connection.sendall(b"x")

    with _served(drip) as url:
        answer = WebClient().get(url, 0.5)
        stop.set()

    assert "did not end in time" in answer.trouble


def test_a_head_that_drips_ends_with_the_time() -> None:
    """Not even the first line has to come."""
    stop = threading.Event()

    def drip(connection: socket.socket) -> None:
        while not stop.wait(0.05):
            connection.sendall(b"H")

    with _served(drip) as url:
        answer = WebClient().get(url, 0.5)
        stop.set()

    assert (0, "the answer did not end in time") == (answer.status, answer.trouble)


def test_nobody_there_is_an_answer_too() -> None:
    """Status 0 and the reason, never a traceback."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    answer = WebClient().get(f"http://127.0.0.1:{port}/", 1.0)

    assert 0 == answer.status
    assert "refused" in answer.trouble.lower()
