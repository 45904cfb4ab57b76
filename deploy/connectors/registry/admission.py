"""What a registry wants to be shown: user and password, or a token that another host gives for them."""

import http.client
import json
import re
from base64 import b64encode
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from deploy.connectors.registry.dialling import dialled, is_loopback
from deploy.errors import Refused
from deploy.model.secret import Secret

_LONGEST_ANSWER = 1024 * 1024
_CLIENT = "swingbridge"
_MEMBER = re.compile(r'(\w+)="([^"]*)"')


class Unsettled(Exception):
    """No answer, or one that says to come again; whether the request was carried out is unknown."""


@dataclass(frozen=True, slots=True)
class Login:
    """User and password of a registry; or an identity token, which only the host that gives tokens takes."""

    user: str
    password: Secret
    is_identity: bool = False


@dataclass
class Admission:
    """What is shown to one registry with every request."""

    host: str
    login: Login | None = None
    _token: Secret | None = field(default=None, init=False, repr=False)

    def headers(self) -> Mapping[str, str]:
        """The header of a request."""
        if self._token is not None:
            return {"Authorization": f"Bearer {self._token.reveal()}"}
        return _basic(self.login)

    def takes(self, challenge: str) -> bool:
        """Get the token that a refusal asks for; whether the same request may do better now."""
        kind, _, members = challenge.partition(" ")
        told = dict(_MEMBER.findall(members))
        if kind.lower() != "bearer" or "realm" not in told:
            return False
        self._token = self._fetched(told.pop("realm"), told)
        return True

    def _fetched(self, realm: str, told: Mapping[str, str]) -> Secret:
        """Ask the host that gives tokens; the registry vouches for it, so only TLS is insisted upon."""
        place = urlsplit(realm)
        is_here = is_loopback(self.host) and is_loopback(place.netloc)
        if place.scheme != "https" and not (place.scheme == "http" and is_here):
            raise Refused(
                "registry-elsewhere",
                what=f"{self.host} wants us to log in at {realm}",
                why="a password is sent over TLS only",
                do="ask whoever keeps that registry to give its tokens over https",
            )
        words = {key: told[key] for key in ("service", "scope") if key in told}
        try:
            with closing(dialled(place.netloc)) as connection:
                self._ask(connection, place.path or "/", words)
                answer = connection.getresponse()
                return _token_in(answer.status, answer.read(_LONGEST_ANSWER), place.netloc)
        except (OSError, http.client.HTTPException) as error:
            raise Unsettled(f"{place.netloc}: {type(error).__name__}: {error}") from error

    def _ask(self, connection: http.client.HTTPConnection, path: str, words: Mapping[str, str]) -> None:
        if self.login is None or not self.login.is_identity:
            connection.request("GET", f"{path}?{urlencode(words)}", headers=dict(_basic(self.login)))
            return
        shown = {"grant_type": "refresh_token", "refresh_token": self.login.password.reveal()}
        body = urlencode({**words, **shown, "client_id": _CLIENT})
        connection.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})


def denied(host: str, status: int, code: str = "") -> Refused:
    """The error where a login does not do."""
    return Refused(
        "registry-denied",
        what=f"{host} answers {status} {code}".rstrip(),
        why="the login is missing, too old, or may not do this",
        do=f"docker login {host}, or give the role the right to push",
    )


def _basic(login: Login | None) -> Mapping[str, str]:
    if login is None or login.is_identity:
        return {}
    pair = f"{login.user}:{login.password.reveal()}"
    return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def _token_in(status: int, body: bytes, host: str) -> Secret:
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.BAD_REQUEST):
        raise denied(host, status)
    if status != HTTPStatus.OK:
        raise Unsettled(f"{host} answers {status} where a token was asked for")
    try:
        words = json.loads(body)
        return Secret(str(words.get("token") or words["access_token"]))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unsettled(f"{host} gives no token that can be read") from error
