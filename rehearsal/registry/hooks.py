"""What is put right in moto's ECR: digests of the content, images that stay when a tag moves, our address."""

from collections.abc import Callable
from typing import Any

from rehearsal.control.gaps import ApiError
from rehearsal.control.patching import Need, patch
from rehearsal.control.plane import ControlPlane
from rehearsal.registry import shelf
from rehearsal.registry.digests import digest_of
from rehearsal.registry.errors import Refused
from rehearsal.registry.images import new_image
from rehearsal.registry.manifests import read_manifest
from rehearsal.registry.part import RegistryPart

_MODULE = "moto.ecr.models"
NEEDS = (
    Need(
        _MODULE,
        "ECRBackend.put_image",
        ("self", "repository_name", "image_manifest", "image_tag", "image_manifest_mediatype", "digest"),
    ),
    Need(_MODULE, "Image._create_digest", ("self",)),
    Need(_MODULE, "Image.get_image_size_in_bytes", ("self",)),
    Need(
        _MODULE,
        "Image",
        (
            "account_id",
            "tag",
            "manifest",
            "repository",
            "image_manifest_mediatype",
            "digest",
            "registry_id",
        ),
    ),
    Need(_MODULE, "ECRBackend._get_repository", ("self", "name", "registry_id")),
    Need(
        _MODULE,
        "ECRBackend.create_repository",
        (
            "self",
            "repository_name",
            "registry_id",
            "encryption_config",
            "image_scan_config",
            "image_tag_mutability",
            "tags",
            "image_tag_mutability_exclusion_filters",
        ),
    ),
)


def install(plane: ControlPlane) -> None:
    """Put moto.ecr right."""
    from moto.ecr import models  # noqa: PLC0415 - hooks run right after this import

    patch(models.Image, "_create_digest", lambda _: _create_digest)
    patch(models.Image, "get_image_size_in_bytes", lambda _: _size)
    patch(models.ECRBackend, "put_image", lambda _: _put_image)
    patch(models.ECRBackend, "create_repository", lambda original: _create_repository(original, plane))


def _create_digest(image: Any) -> None:  # noqa: ANN401 - moto's own type
    image._image_digest = digest_of(image.image_manifest.encode())  # noqa: SLF001 - this replaces a method of it


def _size(image: Any) -> int | None:  # noqa: ANN401 - as above
    try:
        return read_manifest(image.image_manifest.encode()).size
    except Refused:
        return None


def _put_image(
    backend: Any,  # noqa: ANN401 - moto's own types
    repository_name: str,
    image_manifest: str,
    image_tag: str | None,
    image_manifest_mediatype: str | None = None,
    digest: str | None = None,
) -> Any:  # noqa: ANN401
    """PutImage: a tag that moves leaves the other image there, untagged, as ECR does."""
    from moto.ecr.exceptions import ImageAlreadyExistsException  # noqa: PLC0415 - moto is there when this runs

    repository = backend._get_repository(repository_name)  # noqa: SLF001 - raises ECR's own error
    content = image_manifest.encode()
    found = digest_of(content)
    if digest and digest != found:
        raise ApiError("ImageDigestDoesNotMatchException", f"The digest of the manifest is {found}")
    present = shelf.find(repository, found)
    if present is not None and (not image_tag or image_tag in present.image_tags):
        raise ImageAlreadyExistsException(
            repository_name=repository_name,
            registry_id=repository.registry_id,
            digest=found,
            image_tag=image_tag or "",
        )
    try:
        media_type = image_manifest_mediatype or read_manifest(content).media_type
        return shelf.put(repository, found, image_tag, lambda: new_image(repository, content, media_type))
    except Refused as refused:
        raise ApiError("InvalidParameterException", refused.message) from refused
    except shelf.TagFixed as fixed:
        raise ApiError("ImageTagAlreadyExistsException", str(fixed)) from fixed


def _create_repository(original: Callable[..., Any], plane: ControlPlane) -> Callable[..., Any]:
    """Let a repository's uri lead to our port."""

    def create_repository(backend: Any, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        repository = original(backend, *arguments, **named)
        part = plane.find_part(RegistryPart)
        if part is not None and part.address:
            repository.uri = f"{part.address}/{repository.name}"
        return repository

    return create_repository
