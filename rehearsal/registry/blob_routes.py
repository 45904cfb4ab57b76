"""Reading and deleting blobs."""

import re

from rehearsal.registry.digests import checked
from rehearsal.registry.errors import Refused, not_allowed, unknown_blob
from rehearsal.registry.http import FileSlice, Reply, Request
from rehearsal.registry.storage import Storage

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


def serve_blob(storage: Storage, request: Request) -> Reply:
    """`/v2/NAME/blobs/DIGEST`."""
    digest = checked(request.reference)
    with storage.catalogue.repository(request.scope, request.name) as repository:
        if digest not in repository.layers:
            raise unknown_blob(digest)
        if request.method == "HEAD" and storage.blobs.size(digest) is not None:
            storage.blobs.touch(digest)
        if request.method == "DELETE":
            del repository.layers[digest]
            return Reply(202)
    if request.method not in ("GET", "HEAD"):
        raise not_allowed(request.method)
    return _read(storage, digest, request.headers.get("range", ""))


def _read(storage: Storage, digest: str, wanted: str) -> Reply:
    size = storage.blobs.size(digest)
    if size is None:
        raise unknown_blob(digest)
    headers = {
        "Content-Type": "application/octet-stream",
        "Docker-Content-Digest": digest,
        "ETag": f'"{digest}"',
        "Accept-Ranges": "bytes",
    }
    match = _RANGE.fullmatch(wanted)
    if match is None:
        return Reply(200, headers, FileSlice(storage.blobs.path(digest), 0, size))
    begin = int(match.group(1))
    end = min(int(match.group(2) or size - 1), size - 1)
    if begin > end:
        raise Refused(416, "RANGE_INVALID", f"{wanted} of {size} bytes", Content_Range=f"bytes */{size}")
    headers["Content-Range"] = f"bytes {begin}-{end}/{size}"
    return Reply(206, headers, FileSlice(storage.blobs.path(digest), begin, end - begin + 1))
