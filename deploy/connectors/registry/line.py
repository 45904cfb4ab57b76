"""One connection to a registry: every request once, and every way to fail in our words."""

import http.client
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

from deploy.connectors.registry.admission import Admission, Login, Unsettled, denied
from deploy.connectors.registry.dialling import dialled
from deploy.errors import Refused

_LONGEST_ANSWER = 4 * 1024 * 1024
_PIECE = 256 * 1024
_DENIED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The specification's code of an error; empty where the body has none."""
        with suppress(ValueError, LookupError, TypeError):
            return str(json.loads(self.body)["errors"][0]["code"])
        return ""


@dataclass
class Line:
    """A registry by host and port."""

    host: str
    login: Login | None = None
    _connection: http.client.HTTPConnection | None = field(default=None, init=False, repr=False)
    _admission: Admission = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._admission = Admission(self.host, self.login)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] = b"",
        headers: Mapping[str, str] | None = None,
        sink: Callable[[bytes], None] | None = None,
    ) -> Reply:
        """One request; raises `Unsettled` or `Refused`.

        A sink is given what a good answer holds, piece by piece, and the reply has no body then.

        Where the registry wants another token first, the request is sent a second time; a body that is read
        from somewhere cannot be, so there the caller has to come again.
        """
        reply = self._once(method, path, body, headers or {}, sink)
        challenge = reply.headers.get("www-authenticate", "")
        if reply.status == HTTPStatus.UNAUTHORIZED and self._admission.takes(challenge):
            if not isinstance(body, bytes):
                self.close()  # of what was sent after the refusal, nothing was read
                raise Unsettled(f"{self.host} wanted a new token")
            reply = self._once(method, path, body, headers or {}, sink)
        return self._sorted(reply)

    def _once(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes],
        headers: Mapping[str, str],
        sink: Callable[[bytes], None] | None,
    ) -> Reply:
        sent = {"Content-Length": str(len(body))} if isinstance(body, bytes) else {}
        sent |= {**headers, **self._admission.headers()}
        try:
            connection = self._opened()
            with suppress(
                BrokenPipeError
            ):  # a refusal may come before the body is sent, and is worth reading
                connection.request(method, path, body, sent)
            answer = connection.getresponse()
            reply = Reply(
                answer.status,
                {name.lower(): value for name, value in answer.getheaders()},
                _read(answer, sink),
            )
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unsettled(f"{type(error).__name__}: {error}") from error
        if reply.headers.get("connection", "").lower() == "close":
            self.close()
        return reply

    def path_of(self, location: str) -> str:
        """The path of an address that the registry gave; one on another host would get our password."""
        parts = urlsplit(location)
        if parts.netloc and parts.netloc != self.host:
            raise Refused(
                "registry-elsewhere",
                what=f"{self.host} sends the upload on to {parts.netloc}",
                why="the password of one registry is not shown to another host",
                do="name that host as images.registry, if it is meant",
            )
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def close(self) -> None:
        """Hang up; the next request dials again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _opened(self) -> http.client.HTTPConnection:
        if self._connection is None:
            self._connection = dialled(self.host)
        return self._connection

    def _sorted(self, reply: Reply) -> Reply:
        """Every status that is no answer to the question is an error."""
        if reply.status in _DENIED:
            raise denied(self.host, reply.status, reply.code)
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR or reply.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise Unsettled(f"{self.host} answers {reply.status}")
        return reply


def _read(answer: http.client.HTTPResponse, sink: Callable[[bytes], None] | None) -> bytes:
    """The body; what goes into a sink is never whole in memory, and has to be whole at its end."""
    if sink is None or answer.status != HTTPStatus.OK:
        return answer.read(_LONGEST_ANSWER)
    while piece := answer.read(_PIECE):
        sink(piece)
    if answer.length:
        raise http.client.IncompleteRead(b"", answer.length)
    return b""
