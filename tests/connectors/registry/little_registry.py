"""A registry in memory that misbehaves on request."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit


@dataclass
class LittleRegistry:
    """What is in it, and what goes wrong."""

    blobs: dict[str, bytes] = field(default_factory=dict)
    manifests: dict[str, bytes] = field(default_factory=dict)
    uploads: dict[str, bytearray] = field(default_factory=dict)
    authorizations: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)
    received: int = 0
    cuts: list[int] = field(default_factory=list)
    """After how many bytes of a piece the connection is cut; used up one by one."""
    statuses: dict[str, list[int]] = field(default_factory=dict)
    """What a method answers instead; used up one by one."""
    damages: bool = False
    swaps: bytes = b""
    """What is read under a tag after it was put, instead of what was put."""
    sends_on_to: str = ""
    short_reads: list[int] = field(default_factory=list)
    """After how many bytes of what is fetched the connection is cut; used up one by one."""
    keeps_elsewhere: str = ""
    """Where contents are kept; whoever asks for one is sent there."""
    realm: str = ""
    """Where tokens are given; with one, nothing is answered without a token that is good for it."""
    tokens: dict[str, str] = field(default_factory=dict)
    """What each token that is good allows."""
    forgets_tokens_after: int = 0
    """After how many received bytes no token is good any more; once."""
    host: str = ""


def digest_of(data: bytes) -> str:
    """The digest of some bytes."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@contextmanager
def serving(registry: LittleRegistry) -> Iterator[LittleRegistry]:
    """The registry, listening."""

    class Handler(_Handler):
        state = registry

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    registry.host = f"127.0.0.1:{server.server_port}"
    try:
        yield registry
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: LittleRegistry

    def _serve(self) -> None:
        self.state.asked.append((self.command, urlsplit(self.path).path))
        self.state.authorizations.add(self.headers.get("Authorization", ""))
        if self.state.realm and not self._is_admitted():
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            return self._challenge()
        planned = self.state.statuses.get(self.command)
        if planned:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            return self._say(planned.pop(0))
        return self._route()

    do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = _serve  # noqa: N815 - names of the base class

    def _is_admitted(self) -> bool:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return self._wanted in self.state.tokens.get(token, "")

    @property
    def _wanted(self) -> str:
        """What the request needs, as scopes are written."""
        actions = "pull" if self.command in {"GET", "HEAD"} and "/uploads/" not in self.path else "pull,push"
        return f"repository:web:{actions}"

    def _challenge(self) -> None:
        self.send_response(401)
        told = f'realm="{self.state.realm}",service="little",scope="{self._wanted}"'
        self.send_header("WWW-Authenticate", f"Bearer {told}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _route(self) -> None:
        path = urlsplit(self.path).path
        last = path.rpartition("/")[2]
        if "/manifests/" in path:
            return (
                self._put_manifest(last) if self.command == "PUT" else self._get(self.state.manifests, last)
            )
        if "/blobs/uploads/" in path:
            return self._upload(last)
        if self.state.keeps_elsewhere and self.command == "GET":
            return self._send_on(last)
        return self._get(self.state.blobs, last)

    def _send_on(self, name: str) -> None:
        self.send_response(307)
        self.send_header("Location", f"{self.state.keeps_elsewhere}/kept/blobs/{name}?signed=1")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _get(self, shelf: dict[str, bytes], name: str) -> None:
        self._say(200, shelf[name]) if name in shelf else self._say(404)

    def _put_manifest(self, tag: str) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.state.manifests[tag] = self.state.swaps or body
        self._say(201)

    def _upload(self, name: str) -> None:
        if self.command == "POST":
            name = f"u{len(self.state.uploads)}"
            self.state.uploads[name] = bytearray()
            return self._at(202, name)
        held = self.state.uploads[name]
        if self.command == "PATCH":
            return self._piece(name, held)
        if self.command == "GET":
            return self._at(204, name)
        digest = parse_qs(urlsplit(self.path).query)["digest"][0]
        if self.state.damages or digest_of(bytes(held)) != digest:
            return self._say(400)
        self.state.blobs[digest] = bytes(held)
        return self._say(201)

    def _piece(self, name: str, held: bytearray) -> None:
        begin = int(self.headers["Content-Range"].partition("-")[0])
        size = int(self.headers["Content-Length"])
        if begin != len(held):
            self.close_connection = True
            return self._say(416)
        taken = min(size, self.state.cuts.pop(0)) if self.state.cuts else size
        held += self.rfile.read(taken)
        self.state.received += taken
        if 0 < self.state.forgets_tokens_after <= self.state.received:
            self.state.forgets_tokens_after = 0
            self.state.tokens.update(dict.fromkeys(self.state.tokens, ""))
        if taken < size:
            self.close_connection = True
            self.connection.close()
            return None
        return self._at(202, name)

    def _at(self, status: int, name: str) -> None:
        host = self.state.sends_on_to
        self.send_response(status)
        self.send_header(
            "Location", f"{f'http://{host}' if host else ''}/v2/web/blobs/uploads/{name}?state=1"
        )
        self.send_header("Range", f"0-{max(0, len(self.state.uploads[name]) - 1)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _say(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET" and body and self.state.short_reads:
            body = body[: self.state.short_reads.pop(0)]
            self.close_connection = True
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
