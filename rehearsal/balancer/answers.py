"""What the load balancer answers itself, byte for byte as an ALB does where that is known."""

from email.utils import formatdate
from http import HTTPStatus
from urllib.parse import quote

from rehearsal.balancer.http1.request import Request
from rehearsal.balancer.view import FixedResponse, Redirect

_PHRASES = {503: "Service Temporarily Unavailable", 504: "Gateway Time-out", 460: "", 561: "Unauthorized"}


def error_answer(status: int, *, keep_alive: bool, head_only: bool = False) -> bytes:
    """An error page of the load balancer."""
    title = f"{status} {phrase(status)}"
    body = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n"
        f"<center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n"
    )
    page = FixedResponse(status, "text/html", body)
    return fixed_answer(page, keep_alive=keep_alive, head_only=head_only)


def fixed_answer(answer: FixedResponse, *, keep_alive: bool, head_only: bool = False) -> bytes:
    """A fixed response in full."""
    body = answer.body.encode()
    content_type = answer.content_type or "text/plain; charset=utf-8"
    head = _head(answer.status, keep_alive=keep_alive)
    head += f"Content-Type: {content_type}\r\n" if body else ""
    head += f"Content-Length: {len(body)}\r\n\r\n"
    return head.encode("latin-1") + (b"" if head_only else body)


def redirect_answer(
    answer: Redirect, request: Request, listener: tuple[str, int], *, keep_alive: bool
) -> bytes:
    """A redirect with the request's own parts filled in."""
    head = _head(answer.status, keep_alive=keep_alive)
    location = redirect_location(answer, request, listener)
    return f"{head}Location: {location}\r\nContent-Length: 0\r\n\r\n".encode("latin-1")


def redirect_location(answer: Redirect, request: Request, listener: tuple[str, int]) -> str:
    """Where a redirect leads; default ports and an empty query are left out."""
    protocol, port = listener
    parts = {
        "#{protocol}": protocol.lower(),
        "#{host}": request.host.decode("latin-1"),
        "#{port}": str(port),
        "#{path}": request.path.decode("latin-1").removeprefix("/"),
        "#{query}": request.query.decode("latin-1"),
    }
    to_protocol, to_port = _fill(answer.protocol, parts).lower(), _fill(answer.port, parts)
    default = {"http": "80", "https": "443"}.get(to_protocol)
    colon_port = "" if to_port == default else f":{to_port}"
    query = _fill(answer.query, parts)
    path = quote(_fill(answer.path, parts), safe="/%:@!$&'()*+,;=~-._")
    return f"{to_protocol}://{_fill(answer.host, parts)}{colon_port}{path}{'?' + query if query else ''}"


def phrase(status: int) -> str:
    """The reason phrase an ALB gives for a status."""
    known = _PHRASES.get(status)
    if known is not None:
        return known
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"


def _head(status: int, *, keep_alive: bool) -> str:
    connection = "keep-alive" if keep_alive else "close"
    date = formatdate(usegmt=True)
    line = f"HTTP/1.1 {status} {phrase(status)}"
    return f"{line}\r\nServer: awselb/2.0\r\nDate: {date}\r\nConnection: {connection}\r\n"


def _fill(template: str, parts: dict[str, str]) -> str:
    for name, value in parts.items():
        template = template.replace(name, value)
    return template
