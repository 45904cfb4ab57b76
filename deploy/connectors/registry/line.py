"""One connection to a registry: every request once, and every way to fail in our words."""

import http.client
import json
import ssl
from base64 import b64encode
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from deploy.errors import Refused
from deploy.model.secret import Secret

SECONDS = 60.0
_LONGEST_ANSWER = 4 * 1024 * 1024
_DENIED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


class Unsettled(Exception):
    """No answer, or one that says to come again; whether the request was carried out is unknown."""


@dataclass(frozen=True, slots=True)
class Login:
    """User and password of a registry."""

    user: str
    password: Secret


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
    """A registry by host and port; plain HTTP on loopback only."""

    host: str
    login: Login | None = None
    _connection: http.client.HTTPConnection | None = field(default=None, init=False, repr=False)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """One request; raises `Unsettled` or `Refused`."""
        sent = {"Content-Length": str(len(body))} if isinstance(body, bytes) else {}
        sent |= {**(headers or {}), **self._authorization()}
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
                answer.read(_LONGEST_ANSWER),
            )
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unsettled(f"{type(error).__name__}: {error}") from error
        return self._sorted(reply)

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
            self._connection = (
                http.client.HTTPConnection(self.host, timeout=SECONDS)
                if is_loopback(self.host)
                else http.client.HTTPSConnection(
                    self.host, timeout=SECONDS, context=ssl.create_default_context()
                )
            )
        return self._connection

    def _authorization(self) -> Mapping[str, str]:
        if self.login is None:
            return {}
        pair = f"{self.login.user}:{self.login.password.reveal()}"
        return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}

    def _sorted(self, reply: Reply) -> Reply:
        """Every status that is no answer to the question is an error."""
        if reply.headers.get("connection", "").lower() == "close":
            self.close()
        if reply.status in _DENIED:
            raise Refused(
                "registry-denied",
                what=f"{self.host} answers {reply.status} {reply.code}".rstrip(),
                why="the login is missing, too old, or may not do this",
                do=f"docker login {self.host}, or give the role the right to push",
            )
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR or reply.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise Unsettled(f"{self.host} answers {reply.status}")
        return reply


def is_loopback(host: str) -> bool:
    """Whether a host, with or without a port, is this machine beyond doubt: by address, or as `localhost`."""
    name = urlsplit(f"//{host}").hostname or ""
    with suppress(ValueError):
        return ip_address(name).is_loopback
    return name == "localhost"
