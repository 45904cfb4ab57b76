"""A host that gives tokens for a little registry, as those of Docker Hub and GitHub do."""

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from tests.connectors.registry.little_registry import LittleRegistry


@dataclass
class LittleTokenServer:
    """Whom it knows, and what it was asked."""

    registry: LittleRegistry
    user: str = "ann"
    password: str = ""
    identity: str = ""
    status: int = 200
    asked: list[dict[str, list[str]]] = field(default_factory=list)

    def knows(self, authorization: str, words: dict[str, list[str]]) -> bool:
        """Whether somebody showed what they should."""
        pair = b64encode(f"{self.user}:{self.password}".encode()).decode()
        is_identity = bool(self.identity) and words.get("refresh_token") == [self.identity]
        return is_identity or (not self.identity and authorization == f"Basic {pair}")

    def given(self, words: dict[str, list[str]]) -> str:
        """A token that is good for what was asked."""
        token = f"a token of number {len(self.registry.tokens)}"
        self.registry.tokens[token] = " ".join(words["scope"])
        return token


@contextmanager
def giving(server: LittleTokenServer) -> Iterator[LittleTokenServer]:
    """The server, listening; the registry sends everybody there."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(parse_qs(urlsplit(self.path).query))

        def do_POST(self) -> None:
            self._answer(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))

        def _answer(self, words: dict[str, list[str]]) -> None:
            server.asked.append(words)
            is_known = server.knows(self.headers.get("Authorization", ""), words)
            self.send_response(server.status if is_known else 401)
            self.end_headers()
            if is_known and server.status == 200:
                self.wfile.write(json.dumps({"token": server.given(words)}).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=listening.serve_forever, args=(0.01,))
    thread.start()
    server.registry.realm = f"http://127.0.0.1:{listening.server_port}/token"
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()
