"""The HTTP side of the one port: keep-alive, whole request bodies, and connections cut where a fault asks.

moto's own server (werkzeug's) closes every connection and then waits 10 ms for bytes that were not read;
bodies are read whole here before anything runs, so the connection stays in step and can be kept.
"""

import logging
import socket
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from http.client import NO_CONTENT, NOT_MODIFIED
from io import BytesIO
from socketserver import ThreadingTCPServer
from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import MotoRequestHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

logger = logging.getLogger(__name__)
CRLF = b"\r\n"
# Linger on, for no time: closing sends a reset in place of the orderly end.
RESET = struct.pack("ii", 1, 0)


class Handler(MotoRequestHandler):
    """One connection; moto's class makes the WSGI environment, which keeps S3's odd header names."""

    protocol_version = "HTTP/1.1"
    # The answer leaves in one piece; the parent's unbuffered writes cost a packet each.
    wbufsize = 65_536
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        """Answer one request."""
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        environ = self.make_environ()
        environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(*_length(environ)))
        environ.pop("wsgi.input_terminated", None)
        environ["CONTENT_LENGTH"] = str(len(environ["wsgi.input"].getvalue()))
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        try:
            self._answer(environ)
        except ConnectionResetError:
            self._cut()
        except (BrokenPipeError, TimeoutError):
            self.close_connection = True

    def _answer(self, environ: dict[str, Any]) -> None:
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> Any:  # noqa: ANN401
            started.append((status, headers))
            return self.wfile.write

        body: Any = self.server.app(environ, start_response)
        try:
            if isinstance(body, list):
                self._write_whole(*started[0], b"".join(body))
            else:
                self._write_stream(*started[0], body)
        finally:
            if hasattr(body, "close"):
                body.close()

    def _write_head(self, status: str, headers: Iterable[tuple[str, str]]) -> None:
        code, _, phrase = status.partition(" ")
        self.send_response(int(code), phrase)
        for key, value in headers:
            self.send_header(key, value)

    def _write_whole(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self._write_head(status, headers)
        bodiless = int(status[:3]) in {NO_CONTENT, NOT_MODIFIED}
        if not bodiless and not any(key.lower() == "content-length" for key, _ in headers):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def _write_stream(self, status: str, headers: list[tuple[str, str]], body: Iterable[bytes]) -> None:
        self._write_head(status, headers)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.flush()
        for data in body:
            if data:
                self.wfile.write(f"{len(data):x}".encode() + CRLF + data + CRLF)
                self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()

    def finish(self) -> None:
        """Close the connection; what was left to send to a client that has gone is lost, and no error."""
        with suppress(BrokenPipeError, ConnectionResetError, TimeoutError):
            super().finish()

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.connection.close()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Leave the noting of requests to the request log."""


class Server(ThreadingTCPServer):
    """Listens on loopback only; a thread a connection, all of which end with the process."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 256
    # What moto's handler asks its server for.
    ssl_context = None
    multithread = True
    multiprocess = False

    def __init__(self, application: "WSGIApplication", port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.app = application

    @property
    def port(self) -> int:
        """The port it listens on."""
        number: int = self.server_address[1]
        return number

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401, ARG002 - the parent's signature
        """Note what went wrong on one connection; the others go on."""
        logger.error("a connection ended in an error", exc_info=sys.exception())


def _length(environ: dict[str, Any]) -> tuple[int, ...]:
    """How much of the body to read: all of a chunked one, else what was announced."""
    return () if environ.get("wsgi.input_terminated") else (int(environ.get("CONTENT_LENGTH") or 0),)
