"""A raw client of the distribution protocol: every request is written by hand and nothing is retried."""

import hashlib
import http.client
import json
from base64 import b64decode
from dataclasses import dataclass, field
from typing import Any

from tests.rehearsal.conftest import Running

CONFIG_TYPE = "application/vnd.oci.image.config.v1+json"
LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip"
MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
INDEX_TYPE = "application/vnd.oci.image.index.v1+json"


def digest_of(content: bytes) -> str:
    """The digest of a content."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


@dataclass(frozen=True)
class Answer:
    """A response, read."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The code of the specification in an error."""
        code: str = json.loads(self.body)["errors"][0]["code"]
        return code


@dataclass
class Pusher:
    """A login to one repository."""

    host: str
    authorization: str
    name: str
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection(self.host, timeout=20)
        sent = {"Authorization": self.authorization, **self.headers}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, {name: value for name, value in sent.items() if value})
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def path(self, rest: str) -> str:
        """A path of this repository."""
        return f"/v2/{self.name}/{rest}"

    def begin(self) -> str:
        """A new upload session's path."""
        answer = self.ask("POST", self.path("blobs/uploads/"))
        assert 202 == answer.status, answer.body
        return answer.headers["location"]

    def push_blob(self, content: bytes) -> str:
        """A blob in one go."""
        digest = digest_of(content)
        answer = self.ask("PUT", f"{self.begin()}?digest={digest}", content)
        assert 201 == answer.status, answer.body
        return digest

    def push_manifest(self, reference: str, manifest: bytes, media_type: str = MANIFEST_TYPE) -> Answer:
        """A manifest under a tag or its digest."""
        return self.ask("PUT", self.path(f"manifests/{reference}"), manifest, Content_Type=media_type)

    def push_image(self, tag: str, content: str) -> str:
        """A whole image with one layer; its digest."""
        manifest = self.manifest(content)
        answer = self.push_manifest(tag, manifest)
        assert 201 == answer.status, answer.body
        return answer.headers["docker-content-digest"]

    def manifest(self, content: str, **more: Any) -> bytes:
        """A manifest whose config and layer are pushed."""
        config, layer = b'{"architecture":"amd64"}', content.encode()
        self.push_blob(config)
        self.push_blob(layer)
        return json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": MANIFEST_TYPE,
                "config": descriptor(config, CONFIG_TYPE),
                "layers": [descriptor(layer, LAYER_TYPE)],
                **more,
            }
        ).encode()


def descriptor(content: bytes, media_type: str) -> dict[str, Any]:
    """How a manifest names a content."""
    return {"mediaType": media_type, "digest": digest_of(content), "size": len(content)}


def log_in(running: Running, name: str, **settings: Any) -> Pusher:
    """A new repository, and a login as `docker login` gets it from GetAuthorizationToken."""
    ecr = running.client("ecr")
    uri = ecr.create_repository(repositoryName=name, **settings)["repository"]["repositoryUri"]
    host, _, path = uri.partition("/")
    assert name == path
    return Pusher(host, authorization(running), name)


def authorization(running: Running) -> str:
    """An Authorization header from a fresh token."""
    data = running.client("ecr").get_authorization_token()["authorizationData"][0]
    assert b64decode(data["authorizationToken"]).startswith(b"AWS:")
    return f"Basic {data['authorizationToken']}"
