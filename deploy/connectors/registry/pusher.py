"""Pushes to any registry that speaks OCI's distribution protocol, and fetches; with the standard library."""

import hashlib
from collections.abc import Callable
from contextlib import closing
from http import HTTPStatus
from typing import IO

from deploy.connectors.clock.port import Clock
from deploy.connectors.registry.downloading import Download
from deploy.connectors.registry.line import Line, Reply
from deploy.connectors.registry.patience import Patience
from deploy.connectors.registry.port import Receipt, tag_taken
from deploy.connectors.registry.uploading import Upload
from deploy.errors import Refused, Reverted
from deploy.model.image import MANIFEST, Image

_ACCEPT = (
    f"{MANIFEST}, application/vnd.oci.image.index.v1+json, "
    "application/vnd.docker.distribution.manifest.v2+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json"
)


def _nothing() -> None:
    """Do nothing: nobody asks to stop."""


class RegistryPusher:
    """One registry; the connection is opened by the first request."""

    def __init__(
        self, connect: Callable[[], Line], clock: Clock, check_signal: Callable[[], None] = _nothing
    ) -> None:
        self._connect = connect
        self._clock = clock
        self._check_signal = check_signal
        self._made: Line | None = None

    def digest(self, repository: str, tag: str) -> str | None:
        """The digest that stands under a tag; None where nothing does."""
        with closing(self._line):
            return self._digest(repository, tag)

    def push(self, image: Image, repository: str, tag: str) -> Receipt:
        """Put the image under the tag, and look afterwards."""
        with closing(self._line):
            return self._push(image, repository, tag)

    def fetch_manifest(self, repository: str, digest: str, out: IO[bytes]) -> None:
        """Write the manifest of that digest."""
        self._fetch(repository, f"manifests/{digest}", digest, out)

    def fetch_blob(self, repository: str, digest: str, out: IO[bytes]) -> None:
        """Write the content of that digest."""
        self._fetch(repository, f"blobs/{digest}", digest, out)

    def _fetch(self, repository: str, name: str, digest: str, out: IO[bytes]) -> None:
        with closing(self._line):
            download = Download(self._line, repository, self._patience(), self._check_signal)
            download.fetch(f"/v2/{repository}/{name}", digest, out, _ACCEPT)

    def _digest(self, repository: str, tag: str) -> str | None:
        """Worked out from the bytes that stand there."""
        path = f"/v2/{repository}/manifests/{tag}"
        reply = self._patience().insist(lambda: self._line.ask("GET", path, headers={"Accept": _ACCEPT}))
        if reply.status == HTTPStatus.NOT_FOUND:
            return None
        if reply.status != HTTPStatus.OK:
            raise _refused(f"{repository}:{tag} cannot be read", reply)
        return f"sha256:{hashlib.sha256(reply.body).hexdigest()}"

    def _push(self, image: Image, repository: str, tag: str) -> Receipt:
        there = self._digest(repository, tag)
        if there == image.digest:
            return Receipt(image.digest, 0, image.size, was_there=True)
        if there is not None:
            raise tag_taken(repository, tag, there, image.digest)
        sent = sum(Upload(self._line, repository, c, self._patience()).send() for c in image.contents)
        self._put(image, repository, tag)
        arrived = self._digest(repository, tag)
        if arrived != image.digest:
            raise _differs(repository, tag, arrived, image.digest)
        return Receipt(image.digest, sent + len(image.manifest), image.size - sent - len(image.manifest))

    @property
    def _line(self) -> Line:
        self._made = self._made or self._connect()
        return self._made

    def _patience(self) -> Patience:
        return Patience(self._clock, self._line.host, self._check_signal)

    def _put(self, image: Image, repository: str, tag: str) -> None:
        """Putting the same manifest twice changes nothing, so silence is answered by doing it again."""
        path, kind = f"/v2/{repository}/manifests/{tag}", {"Content-Type": image.media_type}
        reply = self._patience().insist(lambda: self._line.ask("PUT", path, image.manifest, kind))
        if reply.status == HTTPStatus.CREATED:
            return
        there = self._digest(repository, tag)
        if there == image.digest:
            return
        if there is not None:
            raise tag_taken(repository, tag, there, image.digest)
        raise _refused(f"{repository}:{tag} was not taken", reply)


def _differs(repository: str, tag: str, arrived: str | None, wanted: str) -> Reverted:
    return Reverted(
        "pushed-digest-differs",
        what=f"{repository}:{tag} is {arrived or 'not there'} after the push, and {wanted} was sent",
        why="somebody else pushed at the same moment, or the registry changed what it was given",
        do="look who pushes to that repository, and push under a new release name",
    )


def _refused(what: str, reply: Reply) -> Refused:
    return Refused(
        "registry-refuses",
        what=f"{what}: the registry answers {reply.status} {reply.code}".rstrip(),
        why="its answer gives the reason",
        do="inv infra.apply makes the repositories of a system",
    )
