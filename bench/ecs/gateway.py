"""A gateway between a command and its rehearsal: it counts API calls, and springs a trap at one of them."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from time import monotonic
from urllib.parse import urlsplit

from bench.ecs.desk import Desk

FILE = ".swingbridge/gateway.json"
THROUGH = {'endpoint_file = ".swingbridge/rehearsal/state.json"': f'endpoint_file = "{FILE}"'}
"""The change of the settings that leads commands through the gateway."""
READS = ("Describe", "List", "Get", "BatchGet", "Query", "Head")
_ACTION = re.compile(rb"Action=(\w+)")
_SIGNED_FOR = re.compile(r"Credential=[^/]+/[^/]+/[^/]+/([^/]+)/")
_NAMES = {"elasticloadbalancing": "elbv2", "monitoring": "cloudwatch"}
"""Services that sign by another name than botocore knows them by."""
_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@dataclass(frozen=True, slots=True)
class Call:
    """What was called, and of which service."""

    name: str
    service: str = ""


@dataclass(frozen=True, slots=True)
class Trap:
    """What happens at the n-th call, of a name or of all: before its effect, or after it and unanswered."""

    at: int
    is_after: bool
    spring: Callable[[], None]
    call: str = ""

    def is_at(self, calls: list[str]) -> bool:
        """Whether the newest call is the one."""
        if self.call:
            return calls[-1] == self.call and calls.count(self.call) == self.at
        return len(calls) == self.at


@dataclass
class Gateway:
    """Counts the calls since the last start, and springs a trap at one of them."""

    upstream: str
    address: str = ""
    calls: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    services: dict[str, str] = field(default_factory=dict)
    """The service of each name that was ever called."""
    trap: Trap | None = None
    _lock: Lock = field(default_factory=Lock)

    def start(self, trap: Trap | None = None) -> None:
        """Count from the beginning."""
        with self._lock:
            self.calls, self.times, self.trap = [], [], trap

    def called(self) -> list[Call]:
        """The calls with their services."""
        return [Call(name, self.services.get(name, "")) for name in self.calls]

    def first_at(self, name: str) -> float:
        """When the first call of that name came."""
        return self.times[self.calls.index(name)]

    def pass_on(self, name: str, send: Callable[[], bytes]) -> bytes:
        """Pass a call on; nothing comes back where the trap was sprung."""
        with self._lock:
            self.calls.append(name)
            self.times.append(monotonic())
            trap = self.trap if self.trap and self.trap.is_at(self.calls) else None
        answer = b"" if trap and not trap.is_after else send()
        if trap is None:
            return answer
        trap.spring()
        return b""


def numbered(calls: list[str]) -> list[tuple[str, int]]:
    """Each call with its number among those of its name: looks come as often as they come."""
    return [(name, calls[: at + 1].count(name)) for at, name in enumerate(calls)]


def changes_something(name: str) -> bool:
    """Whether a call is more than a look."""
    return not name.startswith(READS)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    gateway: Gateway

    def handle(self) -> None:
        """Answer call after call; a caller that gave up, or was killed, is gone."""
        with suppress(ConnectionError):
            super().handle()

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        name = self._name(body)
        if signed := _SIGNED_FOR.search(str(self.headers.get("Authorization", ""))):
            self.gateway.services[name] = _NAMES.get(signed[1], signed[1])
        answer = self.gateway.pass_on(name, lambda: self._sent(body))
        self.close_connection = not answer
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = _pass  # noqa: N815 - names of the base class

    def _name(self, body: bytes) -> str:
        target = str(self.headers.get("X-Amz-Target", ""))
        found = _ACTION.search(body)
        return target.rpartition(".")[2] or (found[1].decode() if found else f"{self.command} {self.path}")

    def _sent(self, body: bytes) -> bytes:
        """The whole answer as it goes back, or nothing where the rehearsal gave none."""
        parts = urlsplit(self.gateway.upstream)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        with suppress(OSError, HTTPException):
            connection.request(self.command, self.path, body, dict(self.headers))
            answer = connection.getresponse()
            whole = answer.read()
            head = [f"HTTP/1.1 {answer.status} {answer.reason}", f"Content-Length: {len(whole)}"]
            head += [f"{name}: {value}" for name, value in answer.getheaders() if name.lower() not in _HOP]
            connection.close()
            return "\r\n".join([*head, "", ""]).encode() + whole
        return b""

    def log_message(self, *_: object) -> None:
        """Say nothing for each call."""


@contextmanager
def gateway_of(desk: Desk) -> Iterator[Gateway]:
    """A gateway to the desk's rehearsal, whose settings were changed with `THROUGH`."""
    gateway = Gateway(desk.state.endpoint)
    handler = type("Handler", (_Handler,), {"gateway": gateway})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    gateway.address = f"http://127.0.0.1:{server.server_address[1]}"
    (desk.folder / FILE).write_text(json.dumps({"endpoint": gateway.address}))
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
