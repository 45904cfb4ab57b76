"""Sends one content: only if it is missing, in pieces, and on from where it broke."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import BinaryIO

from deploy.connectors.registry.admission import Unsettled
from deploy.connectors.registry.line import Line, Reply
from deploy.connectors.registry.patience import Patience
from deploy.errors import Refused, Reverted
from deploy.model.image import Content

PIECE = 16 * 1024 * 1024
_READ = 256 * 1024


class Upload:
    """One content on its way to a repository."""

    def __init__(self, line: Line, repository: str, content: Content, patience: Patience) -> None:
        self._line = line
        self._base = f"/v2/{repository}/blobs"
        self._content = content
        self._patience = patience
        self._session = ""
        self._offset = 0

    def send(self) -> int:
        """Bytes that had to be sent; 0 where the registry has the content."""
        if self._patience.insist(self._is_there):
            return 0
        self._patience.insist(self._all_pieces)
        self._patience.insist(self._finish)
        return self._content.size

    def _is_there(self) -> bool:
        status = self._line.ask("HEAD", f"{self._base}/{self._content.digest}").status
        return status in (HTTPStatus.OK, HTTPStatus.TEMPORARY_REDIRECT)  # to where it is kept

    def _all_pieces(self) -> None:
        """Begin, or go on from where the registry says that it stands."""
        self._offset = self._resumed() if self._session else self._begun()
        with self._content.path.open("rb") as file:
            while self._offset < self._content.size:
                self._piece(file)
                self._patience.note_progress()

    def _begun(self) -> int:
        reply = self._line.ask("POST", f"{self._base}/uploads/")
        if reply.status != HTTPStatus.ACCEPTED:
            raise _refused(self._base, reply)
        self._session = self._line.path_of(reply.headers["location"])
        return 0

    def _resumed(self) -> int:
        reply = self._line.ask("GET", self._session)
        if reply.status != HTTPStatus.NO_CONTENT:
            return self._begun()
        self._session = self._line.path_of(reply.headers.get("location", self._session))
        return _next(reply) or self._begun()

    def _piece(self, file: BinaryIO) -> None:
        size = min(PIECE, self._content.size - self._offset)
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Range": f"{self._offset}-{self._offset + size - 1}",
            "Content-Length": str(size),
        }
        file.seek(self._offset)
        reply = self._line.ask("PATCH", self._session, _bytes_of(file, size), headers)
        if reply.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            self._session = ""
            raise Unsettled("the registry stands elsewhere in the upload, so it begins anew")
        if reply.status != HTTPStatus.ACCEPTED:
            raise _refused(self._base, reply)
        self._session = self._line.path_of(reply.headers["location"])
        self._offset += size

    def _finish(self) -> None:
        """Close the session; after a lost answer the content may be there, and the session gone."""
        join = "&" if "?" in self._session else "?"
        reply = self._line.ask("PUT", f"{self._session}{join}digest={self._content.digest}")
        if reply.status == HTTPStatus.CREATED or self._is_there():
            return
        raise Reverted(
            "registry-damaged-upload",
            what=f"{self._content.digest} did not arrive whole: {reply.status} {reply.code}",
            why="its bytes changed on the way, or on this machine's disk",
            do="give the command again; if it stays so, remove the image from the shelf and build it anew",
        )


def _bytes_of(file: BinaryIO, size: int) -> Iterator[bytes]:
    """So many bytes from where the file stands; the body is never whole in memory."""
    left = size
    while left > 0 and (piece := file.read(min(_READ, left))):
        left -= len(piece)
        yield piece


def _next(reply: Reply) -> int:
    """Where the upload goes on; 0 where that is in doubt: `0-0` is said of one byte and of none."""
    last = reply.headers.get("range", "").rpartition("-")[2]
    return int(last) + 1 if last.isdigit() and int(last) else 0


def _refused(base: str, reply: Reply) -> Refused:
    repository = base.removeprefix("/v2/").removesuffix("/blobs")
    return Refused(
        "registry-refuses",
        what=f"the registry does not take images for {repository}: {reply.status} {reply.code}".rstrip(),
        why="the repository does not exist there, or its name is not allowed"
        if reply.status == HTTPStatus.NOT_FOUND
        else "its answer gives the reason",
        do="inv infra.apply makes the repositories of a system",
    )
