"""The images of one repository: finding, tagging and replacing them as ECR does."""

from collections.abc import Callable
from fnmatch import fnmatchcase

from rehearsal.registry.digests import is_digest
from rehearsal.registry.shapes import ImageRecord, RepositoryRecord


def find(repository: RepositoryRecord, reference: str) -> ImageRecord | None:
    """The image a tag or a digest names."""
    if is_digest(reference):
        return next((one for one in repository.images if one.get_image_digest() == reference), None)
    return next((one for one in repository.images if reference in one.image_tags), None)


def is_fixed(repository: RepositoryRecord, tag: str) -> bool:
    """Whether a tag may never move: by the repository's setting, turned round where an exclusion names it."""
    immutable = repository.image_tag_mutability.startswith("IMMUTABLE")
    filters = repository.image_tag_mutability_exclusion_filters or []
    return immutable is not any(fnmatchcase(tag, one["filter"]) for one in filters)


def move_tag(repository: RepositoryRecord, tag: str, image: ImageRecord) -> None:
    """Let a tag name this image; the one it named stays, without the tag."""
    for other in repository.images:
        if other is not image and tag in other.image_tags:
            other.image_tags.remove(tag)
            other.image_tag = other.image_tags[-1] if other.image_tags else None
    if tag not in image.image_tags:
        image.image_tags.append(tag)
    image.image_tag = tag


def tags(repository: RepositoryRecord) -> list[str]:
    """Every tag, sorted."""
    return sorted(tag for image in repository.images for tag in image.image_tags)


def put(
    repository: RepositoryRecord, digest: str, tag: str | None, make: Callable[[], ImageRecord]
) -> ImageRecord:
    """The image with this digest, made where there is none, named by the tag; or `TagFixed`."""
    image = find(repository, digest)
    holder = find(repository, tag) if tag else None
    # ECR refuses even the very same image: whoever pushes has to look first.
    if holder is not None and tag and is_fixed(repository, tag):
        raise TagFixed(repository.name, tag)
    if image is None:
        image = make()
        repository.images.append(image)
    if tag:
        move_tag(repository, tag, image)
    return image


class TagFixed(Exception):
    """A tag that is taken and immutable."""

    def __init__(self, repository: str, tag: str) -> None:
        super().__init__(
            f"The image tag '{tag}' already exists in the '{repository}' repository and cannot be "
            "overwritten because the tag is immutable."
        )
