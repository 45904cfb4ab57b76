"""Targets for tests: real servers on loopback whose every byte a test decides."""

import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Self

Script = Callable[["Talk"], None]


class Talk:
    """One connection as a target sees it."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self._buffer = b""

    def head(self) -> bytes:
        """The next request head; empty when the peer is gone."""
        while b"\r\n\r\n" not in self._buffer:
            data = self.socket.recv(65536)
            if not data:
                return b""
            self._buffer += data
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        return head

    def read(self, size: int) -> bytes:
        """Exactly so many bytes, or fewer at the end."""
        while len(self._buffer) < size:
            data = self.socket.recv(65536)
            if not data:
                break
            self._buffer += data
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def say(self, data: bytes) -> None:
        """Send all of it."""
        self.socket.sendall(data)


class Target:
    """A server that runs a script on each connection, and answers health checks itself."""

    def __init__(self, script: Script, host: str = "127.0.0.1", health: int = 200) -> None:
        self.health = health
        self.heads: list[bytes] = []
        self.connections = 0
        self._script = script
        self._listener = socket.create_server((host, 0))
        self._open: list[socket.socket] = []
        self.port: int = self._listener.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the server and its connections."""
        for one in (self._listener, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._open.append(connection)
                Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            if b"ELB-HealthChecker" in connection.recv(65536, socket.MSG_PEEK):
                connection.sendall(b"HTTP/1.1 %d Any\r\nContent-Length: 0\r\n\r\n" % self.health)
                return
            self.connections += 1
            self._script(_Noting(connection, self.heads))


class _Noting(Talk):
    """A talk whose heads are kept for the test."""

    def __init__(self, connection: socket.socket, heads: list[bytes]) -> None:
        super().__init__(connection)
        self._heads = heads

    def head(self) -> bytes:
        head = super().head()
        if head:
            self._heads.append(head)
        return head


def answering(body: bytes) -> Script:
    """Answer every request of a connection with a body of known length."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)

    def script(talk: Talk) -> None:
        while talk.head():
            talk.say(answer)

    return script


def saying(data: bytes) -> Script:
    """Answer the first request with these bytes and close."""

    def script(talk: Talk) -> None:
        talk.head()
        talk.say(data)

    return script


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
