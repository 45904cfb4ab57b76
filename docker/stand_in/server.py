"""Serves a copy over HTTP until SIGTERM; then not ready first, and what is under way goes to its end."""

import json
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Thread
from time import sleep
from urllib.parse import urlsplit

from stand_in.answers import answer
from stand_in.identity import Fault, Identity, seconds
from stand_in.life import Life

STREAM_PATH = "/api/chat/stream"
STREAM_SECONDS = 5.0
HANG_SECONDS = 60.0
_WORDS_A_SECOND = 5
_BODY_LIMIT = 1024 * 1024


class Server(ThreadingHTTPServer):
    """A listening copy."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, life: Life) -> None:
        self.life = life
        super().__init__((life.identity.host, life.identity.port), Handler)

    def server_bind(self) -> None:
        """Bind without asking the name service who we are, as http.server would."""
        TCPServer.server_bind(self)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that goes away is no news."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version = "stand-in"
    sys_version = ""
    disable_nagle_algorithm = True
    timeout = 310
    server: Server

    def _serve(self) -> None:
        life = self.server.life
        if life.hangs:
            sleep(HANG_SECONDS)
        with life:
            self.rfile.read(min(int(self.headers.get("Content-Length") or 0), _BODY_LIMIT))
            path = urlsplit(self.path).path
            if path == STREAM_PATH and life.is_well:
                life.count_visit()
                self._stream()
            else:
                self._answer(path)

    do_GET = do_POST = do_HEAD = _serve  # noqa: N815 - names of the base class

    def _answer(self, path: str) -> None:
        found = answer(self.server.life, path)
        self.send_response(found.status)
        self.send_header("Content-Type", found.content_type)
        self.send_header("Content-Length", str(len(found.body) * found.times))
        if found.location:
            self.send_header("Location", found.location)
        self._end_headers()
        for _ in range(found.times if self.command != "HEAD" else 0):
            self.wfile.write(found.body)

    def _stream(self) -> None:
        """Server-sent events for five seconds, with a mark at the end by which a cut is told."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Transfer-Encoding", "chunked")
        self._end_headers()
        count = int(seconds("STAND_IN_STREAM_SECONDS", STREAM_SECONDS) * _WORDS_A_SECOND)
        release = self.server.life.identity.answered_release
        for number in range(count):
            self._event({"word": number, "release": release})
            sleep(1 / _WORDS_A_SECOND)
        self._event({"end": True, "words": count})
        self.wfile.write(b"0\r\n\r\n")

    def _event(self, said: dict[str, object]) -> None:
        data = f"data: {json.dumps(said)}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def _end_headers(self) -> None:
        if self.server.life.is_draining:
            self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing for each request."""


def serve(identity: Identity) -> int:
    """Serve until SIGTERM or SIGINT; the exit code says whether the end was orderly."""
    if identity.fault is Fault.BROKEN:
        print(f"release {identity.release} is broken on request", file=sys.stderr, flush=True)  # noqa: T201 - its log
        return 1
    if identity.fault is Fault.SLOW:
        sleep(seconds("STAND_IN_SLOW_SECONDS", 20))
    if identity.fault is Fault.LOUD:
        _shout(int(seconds("STAND_IN_LOUD_LINES", 10 * 1024 * 1024)))
    life = Life(identity)
    server = Server(life)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: Thread(target=_end, args=(server,)).start())
    print(f"{identity.system} {identity.release} serves", flush=True)  # noqa: T201 - its log
    server.serve_forever(0.05)
    server.server_close()
    print(f"{identity.system} {identity.release} has ended in order", flush=True)  # noqa: T201 - its log
    return 0


def _shout(lines: int) -> None:
    """Lines of a hundred bytes, a hundred in one write."""
    page = ("x" * 99 + "\n") * 100
    for _ in range(lines // 100):
        sys.stdout.write(page)


def _end(server: Server) -> None:
    server.life.drain()
    server.shutdown()
