"""The page's addresses: the page itself, its style, its program, and the event stream."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from rehearsal.page.glass import Glass
from rehearsal.page.stream import Watchers, events

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PREFIX = "open"
ADDRESS = f"/_rehearsal/{PREFIX}"
ASSETS = Path(__file__).with_name("assets")
SCRIPT = "text/javascript; charset=utf-8"
FILES = {
    "": ("page.html", "text/html; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
    "/page.js": ("page.js", SCRIPT),
    "/dom.js": ("dom.js", SCRIPT),
    "/words.js": ("words.js", SCRIPT),
}
# The browser itself holds the page to this machine: no script, style or connection from elsewhere.
POLICY = "default-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
COMMON = [
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", POLICY),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
]
# A watcher that takes nothing for so long (a sleeping machine) is let go.
PATIENCE = 10.0


class Site:
    """The WSGI application behind the address."""

    def __init__(self, glass: Glass, watchers: Watchers) -> None:
        self._glass = glass
        self._watchers = watchers

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        path = str(environ["PATH_INFO"]).removeprefix(ADDRESS).rstrip("/")
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return _plain(start_response, "405 Method Not Allowed")
        if path == "/events":
            return self._stream(environ, start_response)
        if path not in FILES:
            return _plain(start_response, "404 Not Found")
        name, kind = FILES[path]
        start_response("200 OK", [("Content-Type", kind), *COMMON])
        return [(ASSETS / name).read_bytes()]

    def _stream(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/event-stream"), *COMMON])
        if environ["REQUEST_METHOD"] == "HEAD":
            return []
        environ["werkzeug.socket"].settimeout(PATIENCE)
        return events(self._glass, self._watchers)


def _plain(start_response: "StartResponse", status: str) -> list[bytes]:
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), *COMMON])
    return [f"{status}\n".encode()]
