"""The part of the ECR API that speaks of logins, layers and scans; images stay with moto's records."""

import time
from base64 import b64decode
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar

from rehearsal.control.gaps import ApiError, Call
from rehearsal.registry import shelf
from rehearsal.registry.errors import Refused
from rehearsal.registry.http import Body, Request
from rehearsal.registry.scans import findings_of
from rehearsal.registry.shapes import ImageRecord, RepositoryRecord
from rehearsal.registry.storage import Storage
from rehearsal.registry.tokens import LIFETIME_SECONDS, Scope, authorization_token
from rehearsal.registry.upload_routes import keep

if TYPE_CHECKING:
    from collections.abc import Callable

    from rehearsal.control.plane import ControlPlane

Result = TypeVar("Result")
_PART_SIZE = 10 * 1024 * 1024
_LAYER_TYPE = "application/vnd.docker.image.rootfs.diff.tar.gzip"


class EcrGaps:
    """Answers of ours, over the same files as the registry's port."""

    def __init__(self, storage: Storage, address: "Callable[[], str]") -> None:
        self._storage = storage
        self._address = address

    def register(self, plane: "ControlPlane") -> None:
        """Take these operations over from moto."""
        plane.gap("ecr", "GetAuthorizationToken", self.get_authorization_token)
        plane.gap("ecr", "InitiateLayerUpload", self.initiate_layer_upload)
        plane.gap("ecr", "UploadLayerPart", self.upload_layer_part)
        plane.gap("ecr", "CompleteLayerUpload", self.complete_layer_upload)
        plane.gap("ecr", "BatchCheckLayerAvailability", self.batch_check_layer_availability)
        plane.gap("ecr", "GetDownloadUrlForLayer", self.get_download_url_for_layer)
        plane.gap("ecr", "DescribeImageScanFindings", self.describe_image_scan_findings)

    def get_authorization_token(self, call: Call) -> Mapping[str, Any]:
        """A login for the caller's account and region, or for the registries it names."""
        accounts = call.request.get("registryIds") or [call.account]
        expires = datetime.fromtimestamp(int(time.time()) + LIFETIME_SECONDS, UTC)
        tokens = [self._storage.tokens.password(Scope(one, call.region), time.time()) for one in accounts]
        return {
            "authorizationData": [
                {
                    "authorizationToken": authorization_token(token),
                    "expiresAt": expires,
                    "proxyEndpoint": f"http://{self._address()}",
                }
                for token in tokens
            ]
        }

    def initiate_layer_upload(self, call: Call) -> Mapping[str, Any]:
        """Begin an upload session, the same as the port's."""
        self._repository(call)
        return {"uploadId": self._storage.uploads.begin(), "partSize": _PART_SIZE}

    def upload_layer_part(self, call: Call) -> Mapping[str, Any]:
        """Add a part; it must begin where the last one ended."""
        repository = self._repository(call)
        upload, first = call.request["uploadId"], int(call.request["partFirstByte"])
        blob = call.request["layerPartBlob"]
        data = b64decode(blob) if isinstance(blob, str) else bytes(blob)
        size = self._on_upload(upload, lambda: self._storage.uploads.append(upload, BytesIO(data), first))
        return _upload_answer(repository, upload) | {"lastByteReceived": size - 1}

    def complete_layer_upload(self, call: Call) -> Mapping[str, Any]:
        """Verify the layer against its digest and keep it."""
        repository = self._repository(call)
        upload, digest = call.request["uploadId"], call.request["layerDigests"][0]
        if digest in repository.layers:
            raise ApiError("LayerAlreadyExistsException", f"The layer {digest} already exists.")
        request = Request("PUT", _scope(call), repository.name, upload, {}, {}, Body(BytesIO(), 0))
        self._on_upload(upload, lambda: keep(self._storage, request, upload, digest))
        return _upload_answer(repository, upload) | {"layerDigest": digest}

    def _on_upload(self, upload: str, act: "Callable[[], Result]") -> Result:
        try:
            return act()
        except Refused as refused:
            code = {404: "UploadNotFoundException", 416: "InvalidLayerPartException"}.get(refused.status)
            raise ApiError(
                code or "InvalidLayerException", f"{refused.message} (upload {upload})"
            ) from refused

    def batch_check_layer_availability(self, call: Call) -> Mapping[str, Any]:
        """Which layers need not be pushed."""
        repository = self._repository(call)
        digests = call.request["layerDigests"]
        layers = [
            {
                "layerDigest": one,
                "layerAvailability": "AVAILABLE",
                "layerSize": repository.layers[one],
                "mediaType": _LAYER_TYPE,
            }
            for one in digests
            if one in repository.layers
        ]
        failures = [
            {"layerDigest": one, "failureCode": "MissingLayerDigest", "failureReason": "no such layer"}
            for one in digests
            if one not in repository.layers
        ]
        return {"layers": layers, "failures": failures}

    def get_download_url_for_layer(self, call: Call) -> Mapping[str, Any]:
        """An address that needs no login of its own, as S3's signed ones do not."""
        repository, digest = self._repository(call), call.request["layerDigest"]
        if digest not in repository.layers:
            raise ApiError("LayersNotFoundException", f"The layer {digest} does not exist.")
        password = self._storage.tokens.password(_scope(call), time.time())
        path = f"v2/{repository.name}/blobs/{digest}?authorization={authorization_token(password)}"
        return {"downloadUrl": f"http://{self._address()}/{path}", "layerDigest": digest}

    def describe_image_scan_findings(self, call: Call) -> Mapping[str, Any]:
        """What a scan found: nothing, unless something was planted."""
        repository = self._repository(call)
        image_id = call.request["imageId"]
        reference = str(image_id.get("imageDigest") or image_id.get("imageTag"))
        image = shelf.find(repository, reference)
        if image is None:
            raise ApiError(
                "ImageNotFoundException", f"The image {reference} does not exist in '{repository.name}'"
            )
        if image.last_scan is None:
            raise ApiError("ScanNotFoundException", f"Image scan does not exist for {reference}")
        return {
            "registryId": repository.registry_id,
            "repositoryName": repository.name,
            "imageId": _image_id(image),
            "imageScanStatus": {"status": "COMPLETE", "description": "The scan was completed successfully."},
            "imageScanFindings": findings_of(image),
        }

    def _repository(self, call: Call) -> RepositoryRecord:
        name = call.request["repositoryName"]
        try:
            with self._storage.catalogue.repository(_scope(call), name) as repository:
                return repository
        except Refused as refused:
            raise ApiError("RepositoryNotFoundException", refused.message) from refused


def _scope(call: Call) -> Scope:
    return Scope(str(call.request.get("registryId") or call.account), call.region)


def _upload_answer(repository: RepositoryRecord, upload: str) -> dict[str, Any]:
    return {"registryId": repository.registry_id, "repositoryName": repository.name, "uploadId": upload}


def _image_id(image: ImageRecord) -> dict[str, str]:
    tag = {"imageTag": image.image_tag} if image.image_tag else {}
    return {"imageDigest": image.get_image_digest(), **tag}
