"""Uploading blobs: whole, in pieces, resumed, or taken over from another repository."""

import re

from rehearsal.registry.digests import checked
from rehearsal.registry.errors import Refused, not_allowed
from rehearsal.registry.http import Reply, Request
from rehearsal.registry.storage import Storage
from rehearsal.registry.uploads import content_range

_CONTENT_RANGE = re.compile(r"(?:bytes )?(\d+)-(\d+)(?:/.*)?")


def serve_uploads(storage: Storage, request: Request) -> Reply:
    """`/v2/NAME/blobs/uploads/`: begin, or be done at once."""
    if request.method != "POST":
        raise not_allowed(request.method)
    mounted = request.query.get("mount")
    if mounted and mount(storage, request, checked(mounted)):
        return _created(request.name, mounted)
    with storage.catalogue.repository(request.scope, request.name):
        upload = storage.uploads.begin()
    if "digest" in request.query:
        return _finish(storage, request, upload)
    return _accepted(request.name, upload, 0)


def mount(storage: Storage, request: Request, digest: str) -> bool:
    """Take a blob over from another repository; false where it is not there, and it has to be pushed."""
    try:
        with storage.catalogue.repository(request.scope, request.query.get("from", "")) as source:
            size = source.layers.get(digest)
    except Refused:
        return False
    if size is None or storage.blobs.size(digest) is None:
        return False
    with storage.catalogue.repository(request.scope, request.name) as repository:
        storage.blobs.touch(digest)
        repository.layers[digest] = size
    return True


def serve_upload(storage: Storage, request: Request) -> Reply:
    """`/v2/NAME/blobs/uploads/ID`: one session."""
    upload = request.reference
    with storage.catalogue.repository(request.scope, request.name):
        size = storage.uploads.size(upload)
    if request.method in ("GET", "HEAD"):
        return _accepted(request.name, upload, size, status=204)
    if request.method == "PATCH":
        size = storage.uploads.append(upload, request.body, _begin(request))
        return _accepted(request.name, upload, size)
    if request.method == "PUT":
        return _finish(storage, request, upload)
    if request.method == "DELETE":
        storage.uploads.drop(upload)
        return Reply(204)
    raise not_allowed(request.method)


def _begin(request: Request) -> int | None:
    """Where a piece claims to begin; nothing where it just goes on."""
    wanted = request.headers.get("content-range")
    if wanted is None:
        return None
    match = _CONTENT_RANGE.fullmatch(wanted)
    if match is None:
        raise Refused(400, "BLOB_UPLOAD_INVALID", f"Content-Range: {wanted}")
    return int(match.group(1))


def _finish(storage: Storage, request: Request, upload: str) -> Reply:
    digest = checked(request.query.get("digest", ""))
    storage.uploads.append(upload, request.body, _begin(request))
    keep(storage, request, upload, digest)
    return _created(request.name, digest)


def keep(storage: Storage, request: Request, upload: str, digest: str) -> None:
    """Verify a session's bytes and make them a blob of the repository."""
    file = storage.uploads.finish(upload, digest)
    size = file.stat().st_size
    with storage.catalogue.repository(request.scope, request.name) as repository:
        storage.blobs.adopt(file, digest)
        repository.layers[digest] = size


def _accepted(name: str, upload: str, size: int, status: int = 202) -> Reply:
    headers = {
        "Location": f"/v2/{name}/blobs/uploads/{upload}",
        "Docker-Upload-UUID": upload,
        "Range": content_range(size),
        "OCI-Chunk-Min-Length": "0",
    }
    return Reply(status, headers)


def _created(name: str, digest: str) -> Reply:
    return Reply(201, {"Location": f"/v2/{name}/blobs/{digest}", "Docker-Content-Digest": digest})
