"""Pulls a bundle artifact from an OCI registry, with the standard library alone."""

import base64
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import IO, Any
from urllib.error import URLError
from urllib.request import Request, build_opener

BUNDLE_TYPE = "application/vnd.swingbridge.bundle.v1"
ACCEPT = (
    "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, "
    "application/vnd.docker.distribution.manifest.v2+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json"
)
TIMEOUT = 30.0


class PullError(Exception):
    """An image cannot be had, and why."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An image reference in its parts; `version` is a tag or a digest."""

    host: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """The layers of an artifact, lowest first."""

    layers: list[IO[bytes]] = field(default_factory=list)


Fetch = Callable[[], Pulled]
Credentials = Callable[[str], tuple[str, str] | None]


def parse_reference(image: str) -> Reference:
    """Cut an image reference into host, name and version."""
    host, slash, rest = image.partition("/")
    if not slash or not (":" in host or "." in host or host == "localhost"):
        raise PullError(f"{image} names no registry; an image without one cannot be started as a process")
    name, at, digest = rest.partition("@")
    path, _, last = name.rpartition("/")
    short, _, tag = last.partition(":")
    full = f"{path}/{short}" if path else short
    return Reference(host, full, digest if at else tag or "latest")


def pinned(image: str, digest: str) -> str:
    """Name the image of a reference by a digest; an image without a registry keeps its name."""
    try:
        reference = parse_reference(image)
    except PullError:
        return image
    return f"{reference.host}/{reference.name}@{digest}"


class Puller:
    """Talks to registries; `credentials` gives user and password for a host, where it has any."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._opener = build_opener()

    def resolve(self, image: str) -> tuple[str, Fetch]:
        """Find the digest of an image's bundle, and a way to fetch its layers."""
        reference = parse_reference(image)
        digest, manifest = self._manifest(reference, reference.version)
        if "manifests" in manifest:
            chosen = _bundle_of(manifest, image)
            _, manifest = self._manifest(reference, chosen)
        if _type_of(manifest) != BUNDLE_TYPE:
            raise PullError(f"{image} is no bundle, and no container engine answers to run it")
        return digest, lambda: self._layers(reference, manifest)

    def _layers(self, reference: Reference, manifest: dict[str, Any]) -> Pulled:
        layers: list[IO[bytes]] = []
        for layer in manifest["layers"]:
            data = self._get(reference, f"blobs/{layer['digest']}")
            if f"sha256:{hashlib.sha256(data).hexdigest()}" != layer["digest"]:
                raise PullError(f"the layer {layer['digest']} arrived damaged")
            layers.append(io.BytesIO(data))
        return Pulled(layers)

    def _manifest(self, reference: Reference, version: str) -> tuple[str, dict[str, Any]]:
        data = self._get(reference, f"manifests/{version}")
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        try:
            manifest: dict[str, Any] = json.loads(data)
        except ValueError as error:
            raise PullError(f"{reference.host}/{reference.name}: no manifest: {error}") from error
        return digest, manifest

    def _get(self, reference: Reference, path: str) -> bytes:
        headers = {"Accept": ACCEPT}
        pair = self._credentials(reference.host)
        if pair:
            headers["Authorization"] = "Basic " + base64.b64encode(":".join(pair).encode()).decode()
        address = f"http://{reference.host}/v2/{reference.name}/{path}"
        try:
            request = Request(address, headers=headers)
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                data: bytes = answer.read()
                return data
        except (URLError, HTTPException, OSError) as error:
            raise PullError(f"{reference.host}/{reference.name}: {path}: {error}") from error


def _type_of(manifest: dict[str, Any]) -> str:
    """An artifact says what it is in `artifactType`, or as OCI 1.0 did in the type of its configuration."""
    return str(manifest.get("artifactType") or manifest.get("config", {}).get("mediaType", ""))


def _bundle_of(index: dict[str, Any], image: str) -> str:
    for entry in index["manifests"]:
        if entry.get("artifactType") == BUNDLE_TYPE:
            return str(entry["digest"])
    raise PullError(f"{image} holds no bundle, and no container engine answers to run it")
