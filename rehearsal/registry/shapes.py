"""The shapes of moto's ECR records that we read and write; the contract test holds them against moto."""

from typing import Any, Protocol


class ImageRecord(Protocol):
    """One image: a manifest and its tags. `image_tag` is the newest tag."""

    image_tag: str | None
    image_tags: list[str]
    image_manifest: str
    image_manifest_media_type: str | None
    last_scan: Any

    def get_image_digest(self) -> str:
        """The digest of the manifest."""


class RepositoryRecord(Protocol):
    """One repository; `layers` are the blobs that may be read through it, by digest with their size."""

    name: str
    uri: str
    registry_id: str
    account_id: str
    region_name: str
    image_tag_mutability: str
    image_tag_mutability_exclusion_filters: list[dict[str, str]] | None
    image_scanning_configuration: dict[str, Any] | None
    images: list[ImageRecord]
    layers: dict[str, int]
