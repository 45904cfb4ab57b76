"""Tasks start from what was pushed to the rehearsal's registry, by tag and by digest."""

import base64
import hashlib
import io
import json
import tarfile
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

import pytest

from rehearsal.ecs.runtime.bundle import FILE
from rehearsal.ecs.runtime.pull import BUNDLE_TYPE
from tests.rehearsal.ecs.live.cluster import Cluster, eventually

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
EMPTY = "application/vnd.oci.empty.v1+json"


@dataclass(frozen=True)
class Repository:
    """A repository that can be pushed to."""

    uri: str
    token: str

    def push(self, tag: str, line: str) -> str:
        """Push a bundle that runs one shell line, and give its digest."""
        layer, config = _packed(line), b"{}"
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "artifactType": BUNDLE_TYPE,
            "config": self._blob(config, EMPTY),
            "layers": [self._blob(layer, LAYER)],
        }
        data = json.dumps(manifest).encode()
        self._send("PUT", f"manifests/{tag}", data, MANIFEST)
        return _digest(data)

    def _blob(self, data: bytes, kind: str) -> dict[str, Any]:
        place = self._send("POST", "blobs/uploads/", b"", "application/octet-stream")
        sign = "&" if "?" in place else "?"
        self._send("PUT", f"{place}{sign}digest={_digest(data)}", data, "application/octet-stream")
        return {"mediaType": kind, "digest": _digest(data), "size": len(data)}

    def _send(self, method: str, path: str, data: bytes, kind: str) -> str:
        host, _, name = self.uri.partition("/")
        address = f"http://{host}{path}" if path.startswith("/") else f"http://{host}/v2/{name}/{path}"
        if path.startswith("http"):
            address = path
        headers = {"Authorization": f"Basic {self.token}", "Content-Type": kind}
        request = Request(address, data=data, headers=headers, method=method)  # noqa: S310 - loopback http
        with urlopen(request) as answer:  # noqa: S310 - as above
            return str(answer.headers.get("Location", ""))


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _packed(line: str) -> bytes:
    buffer = io.BytesIO()
    text = json.dumps({"entryPoint": ["/bin/sh", "-c"], "command": [line]}).encode()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        member = tarfile.TarInfo(FILE)
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text))
    return buffer.getvalue()


@pytest.fixture(scope="module")
def repository(cluster: Cluster) -> Repository:
    """A repository of the rehearsal's registry."""
    ecr = cluster.running.client("ecr")
    uri = ecr.create_repository(repositoryName="live/job")["repository"]["repositoryUri"]
    token = ecr.get_authorization_token()["authorizationData"][0]["authorizationToken"]
    assert base64.b64decode(token).startswith(b"AWS:")
    return Repository(uri, token)


@pytest.mark.parametrize("named_by", ["tag", "digest"])
def test_a_pushed_bundle_is_started_and_its_digest_is_told(
    cluster: Cluster, repository: Repository, named_by: str
) -> None:
    digest = repository.push(named_by, f"echo {named_by}; exit 5")
    image = f"{repository.uri}:tag" if named_by == "tag" else f"{repository.uri}@{digest}"
    container = cluster.container(image=image, portMappings=[])
    stopped = cluster.finished(cluster.run(cluster.register(f"pushed-{named_by}", container)))
    assert stopped["containers"][0]["exitCode"] == 5
    assert stopped["containers"][0]["imageDigest"] == digest


def test_a_service_revision_names_the_digest_that_a_tag_meant(
    cluster: Cluster, repository: Repository
) -> None:
    digest = repository.push("serve", "exec sleep 60")
    container = cluster.container(image=f"{repository.uri}:serve", portMappings=[])
    cluster.create("pinned", cluster.register("pinned", container))
    cluster.until("pinned", "SUCCESSFUL")
    revision = cluster.deployment("pinned")["targetServiceRevision"]["arn"]
    answer = cluster.ecs.describe_service_revisions(serviceRevisionArns=[revision])
    images = answer["serviceRevisions"][0]["containerImages"]
    assert [image["imageDigest"] for image in images] == [digest]


def test_a_moved_tag_does_not_change_a_running_revision(cluster: Cluster, repository: Repository) -> None:
    digest = repository.push("moving", "exec sleep 60")
    container = cluster.container(image=f"{repository.uri}:moving", portMappings=[])
    cluster.create("moving", cluster.register("moving", container))
    cluster.until("moving", "SUCCESSFUL")
    repository.push("moving", "exec sleep 61")
    cluster.update("moving", desiredCount=2)
    eventually(lambda: cluster.service("moving")["runningCount"], lambda count: count == 2)
    assert {task["containers"][0]["imageDigest"] for task in cluster.tasks("moving")} == {digest}


def test_a_lost_registry_fails_the_task_with_the_reason(cluster: Cluster, repository: Repository) -> None:
    digest = repository.push("late", "true")
    definition = cluster.register(
        "late", cluster.container(image=f"{repository.uri}@{digest}", portMappings=[])
    )
    cluster.act("registry-lose")
    stopped = cluster.finished(cluster.run(definition))
    cluster.act("registry-return")
    assert stopped["stopCode"] == "TaskFailedToStart"
    assert "CannotPullContainerError" in stopped["stoppedReason"]
    assert cluster.finished(cluster.run(definition))["containers"][0]["exitCode"] == 0
