"""Garbage: blobs that no image names any more, and uploads that nobody goes on with."""

import time
from dataclasses import dataclass

from rehearsal.registry.errors import Refused
from rehearsal.registry.manifests import read_manifest
from rehearsal.registry.shapes import RepositoryRecord
from rehearsal.registry.storage import Storage

# A blob is pushed before the manifest that names it; this is how long a push may take.
GRACE_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Swept:
    """What was deleted."""

    blobs: int
    uploads: int


def sweep(storage: Storage, grace_seconds: float = GRACE_SECONDS) -> Swept:
    """Delete what nobody needs; the caller holds the lock."""
    repositories = storage.catalogue.all()
    kept = frozenset[str]().union(*map(_needed, repositories))
    oldest = time.time() - grace_seconds
    old = [digest for digest, came in storage.blobs.all() if digest not in kept and came <= oldest]
    for digest in old:
        storage.blobs.remove(digest)
        for repository in repositories:
            repository.layers.pop(digest, None)
    stale = [upload for upload, moved in storage.uploads.all() if moved <= oldest]
    for upload in stale:
        storage.uploads.drop(upload)
    return Swept(len(old), len(stale))


def _needed(repository: RepositoryRecord) -> frozenset[str]:
    found: set[str] = set()
    for image in repository.images:
        try:
            found.update(read_manifest(image.image_manifest.encode()).blobs)
        except Refused:
            continue  # put through the ECR API by a test that had no real manifest; it names nothing
    return frozenset(found)
