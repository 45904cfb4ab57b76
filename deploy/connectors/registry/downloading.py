"""Fetches one content by its digest; what was begun and broke is begun anew."""

import hashlib
from collections.abc import Callable
from contextlib import closing
from http import HTTPStatus
from typing import IO
from urllib.parse import urlsplit

from deploy.connectors.registry.admission import Unsettled
from deploy.connectors.registry.dialling import is_loopback
from deploy.connectors.registry.line import Line, Reply
from deploy.connectors.registry.patience import Patience
from deploy.connectors.registry.port import damaged, not_there
from deploy.errors import Refused

_ELSEWHERE = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND, HTTPStatus.TEMPORARY_REDIRECT)


class _NotKept(Exception):
    """A piece could not be kept on this machine: nothing that another try would mend."""


class Download:
    """One content on its way from a repository; `check` is called between two pieces, and may raise."""

    def __init__(self, line: Line, repository: str, patience: Patience, check: Callable[[], None]) -> None:
        self._line = line
        self._repository = repository
        self._patience = patience
        self._check = check

    def fetch(self, path: str, digest: str, out: IO[bytes], accept: str = "*/*") -> None:
        """Write what is at the path, which has to be of that digest."""
        try:
            arrived = self._patience.insist(lambda: self._attempt(path, out, accept))
        except _NotKept as trouble:
            raise trouble.__cause__ or trouble from None
        if not arrived:
            raise not_there(self._repository, digest)
        if arrived != digest:
            raise damaged(self._repository, digest, arrived)

    def _attempt(self, path: str, out: IO[bytes], accept: str) -> str:
        """The digest of what came; empty where nothing is there."""
        if out.tell():  # an earlier attempt broke off
            out.seek(0)
            out.truncate()
        seen = hashlib.sha256()

        def take(piece: bytes) -> None:
            self._check()
            seen.update(piece)
            try:
                out.write(piece)
            except OSError as error:
                raise _NotKept from error

        reply = self._line.ask("GET", path, headers={"Accept": accept}, sink=take)
        if reply.status in _ELSEWHERE:
            reply = self._from_elsewhere(reply, take)
        if reply.status == HTTPStatus.NOT_FOUND:
            return ""
        if reply.status != HTTPStatus.OK:
            raise Unsettled(f"{self._line.host} answers {reply.status} {reply.code}".rstrip())
        return f"sha256:{seen.hexdigest()}"

    def _from_elsewhere(self, reply: Reply, take: Callable[[bytes], None]) -> Reply:
        """Registries keep contents on other hosts; those are shown no password of ours."""
        place = urlsplit(reply.headers.get("location", ""))
        if not place.netloc:
            raise Unsettled(f"{self._line.host} sends us on, and does not say where to")
        if place.scheme == "http" and not is_loopback(place.netloc):
            raise Refused(
                "registry-elsewhere",
                what=f"{self._line.host} keeps its contents at {place.netloc}, without TLS",
                why="what an image is made of comes over TLS only",
                do="ask whoever keeps that registry to send us on over https",
            )
        with closing(Line(place.netloc)) as other:
            return other.ask("GET", f"{place.path}?{place.query}" if place.query else place.path, sink=take)
