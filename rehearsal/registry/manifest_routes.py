"""Manifests, tags and referrers."""

import json
import re
from typing import TYPE_CHECKING

from rehearsal.registry import shelf
from rehearsal.registry.digests import checked, digest_of, is_digest
from rehearsal.registry.errors import Refused, bad_digest, not_allowed, unknown_manifest
from rehearsal.registry.http import Reply, Request
from rehearsal.registry.images import new_image
from rehearsal.registry.manifests import INDEX, LIMIT, Manifest, read_manifest
from rehearsal.registry.scans import scan_on_push
from rehearsal.registry.shapes import ImageRecord, RepositoryRecord
from rehearsal.registry.storage import Storage

if TYPE_CHECKING:
    from collections.abc import Callable

_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")


def serve_manifest(storage: Storage, request: Request) -> Reply:
    """`/v2/NAME/manifests/REFERENCE`."""
    serve: dict[str, Callable[[Storage, Request], Reply]] = {
        "GET": _read,
        "HEAD": _read,
        "PUT": _put,
        "DELETE": _delete,
    }
    if request.method not in serve:
        raise not_allowed(request.method)
    return serve[request.method](storage, request)


def _read(storage: Storage, request: Request) -> Reply:
    with storage.catalogue.repository(request.scope, request.name) as repository:
        image = shelf.find(repository, request.reference)
        if image is None:
            raise unknown_manifest(request.reference)
        content, digest = image.image_manifest.encode(), image.get_image_digest()
        media_type = image.image_manifest_media_type or read_manifest(content).media_type
    return Reply(200, {"Content-Type": media_type, "Docker-Content-Digest": digest}, content)


def _put(storage: Storage, request: Request) -> Reply:
    content = request.body.all(LIMIT)
    manifest = read_manifest(content, request.headers.get("content-type", "").partition(";")[0].strip())
    digest = digest_of(content)
    tag = _tag(request.reference, digest)
    with storage.catalogue.repository(request.scope, request.name) as repository:
        _check_complete(repository, manifest)
        try:
            image = shelf.put(
                repository, digest, tag, lambda: new_image(repository, content, manifest.media_type)
            )
        except shelf.TagFixed as fixed:
            raise Refused(400, "TAG_INVALID", str(fixed)) from fixed
        scan_on_push(repository, image)
    headers = {"Location": f"/v2/{request.name}/manifests/{digest}", "Docker-Content-Digest": digest}
    return Reply(201, headers | ({"OCI-Subject": manifest.subject} if manifest.subject else {}))


def _tag(reference: str, digest: str) -> str | None:
    """The tag that is pushed; nothing for a push by digest, which must be that of the content."""
    if is_digest(reference):
        if checked(reference) != digest:
            raise bad_digest(f"provided digest {reference} did not match the manifest's, {digest}")
        return None
    if _TAG.fullmatch(reference) is None:
        raise Refused(400, "TAG_INVALID", f"not a tag: {reference!r}")
    return reference


def _check_complete(repository: RepositoryRecord, manifest: Manifest) -> None:
    """Everything a manifest names must have been pushed before it; only a subject may come later."""
    blobs = [one for one in manifest.blobs if one not in repository.layers]
    children = [one for one in manifest.children if shelf.find(repository, one) is None]
    if blobs:
        raise Refused(400, "MANIFEST_BLOB_UNKNOWN", f"blobs unknown to repository: {', '.join(blobs)}")
    if children:
        raise Refused(400, "MANIFEST_UNKNOWN", f"manifests unknown to repository: {', '.join(children)}")


def _delete(storage: Storage, request: Request) -> Reply:
    with storage.catalogue.repository(request.scope, request.name) as repository:
        image = shelf.find(repository, request.reference)
        if image is None:
            raise unknown_manifest(request.reference)
        if not is_digest(request.reference):
            image.image_tags.remove(request.reference)
            image.image_tag = image.image_tags[-1] if image.image_tags else None
        else:
            repository.images.remove(image)
    return Reply(202)


def serve_tags(storage: Storage, request: Request) -> Reply:
    """`/v2/NAME/tags/list`, page by page where asked."""
    with storage.catalogue.repository(request.scope, request.name) as repository:
        names = [tag for tag in shelf.tags(repository) if tag > request.query.get("last", "")]
    asked = request.query.get("n", str(len(names)))
    if not asked.isdigit():
        raise Refused(400, "PAGINATION_NUMBER_INVALID", f"invalid number of results: {asked!r}")
    size = int(asked)
    page = names[:size]
    headers = {"Content-Type": "application/json"}
    if page and len(page) < len(names):
        headers["Link"] = f'</v2/{request.name}/tags/list?n={size}&last={page[-1]}>; rel="next"'
    return Reply(200, headers, json.dumps({"name": request.name, "tags": page}).encode())


def serve_referrers(storage: Storage, request: Request) -> Reply:
    """`/v2/NAME/referrers/DIGEST`: signatures, attestations and other artifacts attached to an image."""
    subject = checked(request.reference)
    wanted = request.query.get("artifactType")
    with storage.catalogue.repository(request.scope, request.name) as repository:
        read = [(image, read_manifest(image.image_manifest.encode())) for image in repository.images]
    attached = [
        _descriptor(image, manifest)
        for image, manifest in read
        if manifest.subject == subject and wanted in (None, manifest.artifact_type)
    ]
    headers = {"Content-Type": INDEX} | ({"OCI-Filters-Applied": "artifactType"} if wanted else {})
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": attached}
    return Reply(200, headers, json.dumps(index).encode())


def _descriptor(image: ImageRecord, manifest: Manifest) -> dict[str, object]:
    return {
        "mediaType": manifest.media_type,
        "digest": image.get_image_digest(),
        "size": len(image.image_manifest.encode()),
        "artifactType": manifest.artifact_type,
        "annotations": dict(manifest.annotations),
    }
