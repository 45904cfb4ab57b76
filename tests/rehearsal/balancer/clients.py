"""Strict clients: raw sockets that retry nothing."""

import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.rehearsal.balancer.desk import Desk

TIMEOUT = 10.0


def connect(desk: "Desk") -> socket.socket:
    """A connection to the listener."""
    return socket.create_connection((desk.address, desk.port), timeout=TIMEOUT)


def ask(connection: socket.socket, *lines: str, line: str = "GET / HTTP/1.1") -> tuple[bytes, bytes]:
    """One request on an open connection: the response's head, and its body by Content-Length."""
    head = "".join(f"{one}\r\n" for one in (line, "Host: shop.test", *lines))
    connection.sendall(f"{head}\r\n".encode("latin-1"))
    return answer(connection)


def answer(connection: socket.socket) -> tuple[bytes, bytes]:
    """The next response of a connection: head, and body by Content-Length."""
    head = until(connection, b"\r\n\r\n")
    return head, exactly(connection, content_length(head))


def content_length(head: bytes) -> int:
    """What a head declares."""
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def until(connection: socket.socket, end: bytes) -> bytes:
    """Everything up to and with an end, byte by byte, so nothing behind it is lost."""
    data = b""
    while not data.endswith(end):
        byte = connection.recv(1)
        assert byte, f"closed after {data!r}"
        data += byte
    return data


def exactly(connection: socket.socket, size: int) -> bytes:
    """So many bytes."""
    data = b""
    while len(data) < size:
        piece = connection.recv(size - len(data))
        assert piece, f"closed after {len(data)} of {size} bytes"
        data += piece
    return data


def everything(connection: socket.socket) -> bytes:
    """All bytes until the other side closes."""
    pieces = []
    while piece := connection.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


def once(desk: "Desk", *lines: str, line: str = "GET / HTTP/1.1") -> tuple[bytes, bytes]:
    """One request on a connection of its own."""
    with connect(desk) as connection:
        return ask(connection, *lines, line=line)


def status(head: bytes) -> int:
    """The status in a response head."""
    return int(head.split(b" ")[1])
