"""New images in moto's records."""

from typing import cast

from rehearsal.registry.digests import digest_of
from rehearsal.registry.shapes import ImageRecord, RepositoryRecord


def new_image(repository: RepositoryRecord, manifest: bytes, media_type: str) -> ImageRecord:
    """An image of moto's without a tag; the caller adds it to its repository."""
    from moto.ecr.models import Image  # noqa: PLC0415 - there is a repository, so moto is loaded

    image = Image(
        account_id=repository.account_id,
        tag=cast("str", None),  # moto means "no tag" by it, and says otherwise
        manifest=manifest.decode(),
        repository=repository.name,
        image_manifest_mediatype=media_type,
        digest=digest_of(manifest),
        registry_id=repository.registry_id,
    )
    return cast("ImageRecord", image)
