"""What haproxy answers itself, in the words of the embedded plane."""

from urllib.parse import quote

from rehearsal.balancer.answers import error_answer
from rehearsal.balancer.haproxy.conditions import HOST
from rehearsal.balancer.haproxy.quoting import literal, quoted
from rehearsal.balancer.view import FixedResponse, Listener, Redirect

_HEADERS = "hdr server awselb/2.0 hdr date %[date,http_date]"
# haproxy's status for an error of its own, and the status an ALB gives it: an empty group never comes so far
# (its backend answers before), so 503 is left for a target that takes no connection.
PAGES = {400: 400, 405: 405, 408: 408, 413: 413, 500: 500, 501: 501, 502: 502, 503: 502, 504: 504}
_BAD_REQUEST = 400
_SAFE = "/%:@!$&'()*+,;=~-._#{}"


def error_pages() -> dict[int, bytes]:
    """Whole responses, by haproxy's status."""
    return {own: _page(page) for own, page in PAGES.items()}


def _page(status: int) -> bytes:
    """Haproxy sends it as it was read, so a date would stand still; only after a 400 must it close."""
    head, end, body = error_answer(status, keep_alive=False).partition(b"\r\n\r\n")
    left_out = (b"Date:",) if status == _BAD_REQUEST else (b"Date:", b"Connection:")
    lines = [line for line in head.split(b"\r\n") if not line.startswith(left_out)]
    return b"\r\n".join(lines) + end + body


def own_error(status: int) -> str:
    """A `return` with an error page of the load balancer."""
    body = error_answer(status, keep_alive=True).partition(b"\r\n\r\n")[2].decode()
    return f"return status {status} content-type text/html string {quoted(body)} {_HEADERS}"


def fixed(answer: FixedResponse) -> str:
    """A `return` with a fixed response."""
    content = ""
    if answer.body:
        kind = answer.content_type or "text/plain; charset=utf-8"
        content = f" content-type {quoted(kind)} string {quoted(answer.body)}"
    return f"return status {answer.status}{content} {_HEADERS}"


def redirects(answer: Redirect, listener: Listener) -> list[tuple[str, str]]:
    """`return`s with a redirect, each with its condition: a query that is empty leaves no question mark."""
    if "#{query}" not in answer.query:
        return [(_redirect(answer, listener, answer.query), "")]
    empty = answer.query.replace("#{query}", "")
    return [
        (_redirect(answer, listener, answer.query), "{ query -m len gt 0 }"),
        (_redirect(answer, listener, empty), ""),
    ]


def _redirect(answer: Redirect, listener: Listener, query: str) -> str:
    protocol = answer.protocol.replace("#{protocol}", listener.protocol).lower()
    port = answer.port.replace("#{port}", str(listener.port))
    colon_port = "" if port == {"http": "80", "https": "443"}.get(protocol) else f":{port}"
    path = quote(answer.path, safe=_SAFE)
    template = f"{protocol}://{answer.host}{colon_port}{path}{'?' + query if query else ''}"
    parts = {
        "#{host}": f"%[{HOST}]",
        "#{path}": "%[path,regsub(^/,)]",
        "#{query}": "%[query]",
        "#{port}": str(listener.port),
        "#{protocol}": listener.protocol.lower(),
    }
    location = literal(template)
    for name, value in parts.items():
        location = location.replace(name, value)
    return f"return status {answer.status} {_HEADERS} hdr location {quoted(location)}"
