"""Manifests: what an image or an index names."""

import json
from dataclasses import dataclass
from typing import Any

from rehearsal.registry.errors import Refused

LIMIT = 4 * 1024 * 1024
INDEX = "application/vnd.oci.image.index.v1+json"
_DEFAULT = "application/vnd.oci.image.manifest.v1+json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One manifest, read: the blobs and the manifests it needs, and what it is an attachment to."""

    media_type: str
    blobs: tuple[str, ...]
    children: tuple[str, ...]
    size: int
    subject: str = ""
    artifact_type: str = ""
    annotations: tuple[tuple[str, str], ...] = ()


def read_manifest(content: bytes, content_type: str = "") -> Manifest:
    """Read a manifest; refused where it is none."""
    try:
        data: Any = json.loads(content.decode())
        return _read(data, content_type)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(400, "MANIFEST_INVALID", f"manifest invalid: {error}") from error


def _read(data: dict[str, Any], content_type: str) -> Manifest:
    media_type = str(data.get("mediaType") or content_type or _DEFAULT)
    if content_type and content_type != media_type:
        raise ValueError(f"Content-Type is {content_type}, mediaType {media_type}")
    children = tuple(str(one["digest"]) for one in data.get("manifests", ()))
    blobs = _blobs(data) if "manifests" not in data else []
    config_type = str((data.get("config") or {}).get("mediaType", ""))
    return Manifest(
        media_type=media_type,
        # A layer with URLs lies elsewhere (Windows base layers) and is never pushed.
        blobs=tuple(str(one["digest"]) for one in blobs if not one.get("urls")),
        children=children,
        size=sum(int(one.get("size", 0)) for one in blobs),
        subject=str((data.get("subject") or {}).get("digest", "")),
        artifact_type=str(data.get("artifactType") or config_type),
        annotations=tuple((data.get("annotations") or {}).items()),
    )


def _blobs(data: dict[str, Any]) -> list[dict[str, Any]]:
    config = [data["config"]] if data.get("config") else []
    layers: list[dict[str, Any]] = data.get("layers") or data.get("blobs") or []
    return [*config, *layers]
