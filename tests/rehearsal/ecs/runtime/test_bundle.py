"""Bundles come from folders and registries, whole or not at all."""

import hashlib
import io
import json
import socket
import tarfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from rehearsal.ecs.runtime.bundle import Bundles, read_bundle
from rehearsal.ecs.runtime.pull import BUNDLE_TYPE, Puller, PullError, Reference, parse_reference, pinned

DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("127.0.0.1:5000/web:1", Reference("127.0.0.1:5000", "web", "1")),
        ("127.0.0.1:5000/team/web", Reference("127.0.0.1:5000", "team/web", "latest")),
        (f"localhost/web@{DIGEST}", Reference("localhost", "web", DIGEST)),
        (f"r.example/team/web:1@{DIGEST}", Reference("r.example", "team/web", DIGEST)),
    ],
)
def test_a_reference_has_host_name_and_version(image: str, expected: Reference) -> None:
    assert expected == parse_reference(image)


@pytest.mark.parametrize("image", ["nginx", "library/nginx:1"])
def test_an_image_without_a_registry_cannot_be_started(image: str) -> None:
    with pytest.raises(PullError):
        parse_reference(image)


@pytest.mark.parametrize(
    ("image", "expected"),
    [("127.0.0.1:5000/team/web:1", f"127.0.0.1:5000/team/web@{DIGEST}"), ("nginx:1", "nginx:1")],
)
def test_an_image_is_pinned_where_its_registry_is_known(image: str, expected: str) -> None:
    assert expected == pinned(image, DIGEST)


class Registry:
    """A registry with one bundle under the name `web`."""

    def __init__(self, kind: str = BUNDLE_TYPE) -> None:
        self.blobs: dict[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []
        layer = self._add(_layer())
        manifest = {"schemaVersion": 2, "artifactType": kind, "layers": [{"digest": layer}]}
        self.digest = self._add(json.dumps(manifest).encode())
        index = {"manifests": [{"digest": "sha256:0"}, {"digest": self.digest, "artifactType": BUNDLE_TYPE}]}
        self.index = self._add(json.dumps(index).encode())
        self.names = {"1": self.digest, "both": self.index}
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                registry.asked.append((self.path, self.headers.get("Authorization", "")))
                version = self.path.rpartition("/")[2]
                body = registry.blobs.get(registry.names.get(version, version))
                self.send_response(200 if body is not None else 404)
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def host(self) -> str:
        """Where it answers."""
        return f"127.0.0.1:{self.server.server_port}"

    def _add(self, data: bytes) -> str:
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        self.blobs[digest] = data
        return digest


def _layer() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, text in (("bundle.json", '{"command": ["./run"]}'), ("run", "#!/bin/sh\n")):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(text), 0o755
            archive.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()


@pytest.fixture
def registry() -> Iterator[Registry]:
    """A registry."""
    made = Registry()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.mark.parametrize("version", ["1", "both"])
def test_a_bundle_is_pulled_by_tag_directly_or_through_an_index(
    registry: Registry, tmp_path: Path, version: str
) -> None:
    bundle = Bundles(tmp_path, Puller(lambda _: None)).find(f"{registry.host}/web:{version}")
    assert bundle.command == ("./run",)
    assert (bundle.folder / "run").stat().st_mode & 0o100
    assert bundle.digest == (registry.digest if version == "1" else registry.index)


def test_a_digest_is_unpacked_once(registry: Registry, tmp_path: Path) -> None:
    bundles = Bundles(tmp_path, Puller(lambda _: None))
    for _ in range(2):
        bundles.find(f"{registry.host}/web:1")
    assert sum("/blobs/" in path for path, _ in registry.asked) == 1


def test_the_registry_is_asked_with_the_given_password(registry: Registry, tmp_path: Path) -> None:
    Bundles(tmp_path, Puller(lambda _: ("AWS", "word"))).find(f"{registry.host}/web:1")
    assert {header for _, header in registry.asked} == {"Basic QVdTOndvcmQ="}


def test_an_image_that_is_no_bundle_says_that_an_engine_is_needed(tmp_path: Path) -> None:
    plain = Registry("application/vnd.oci.image.config.v1+json")
    with pytest.raises(PullError, match="no container engine answers"):
        Bundles(tmp_path, Puller(lambda _: None)).find(f"{plain.host}/web:1")
    plain.server.shutdown()
    plain.server.server_close()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\n\r\nno manifest",
        b"nothing\r\n\r\n",
    ],
)
def test_a_registry_that_breaks_off_is_a_pull_error(tmp_path: Path, answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(answer)

        Thread(target=serve, daemon=True).start()
        with pytest.raises(PullError, match="web"):
            Bundles(tmp_path, Puller(lambda _: None)).find(f"127.0.0.1:{listening.getsockname()[1]}/web:1")


def test_a_folder_that_takes_no_bundle_is_a_pull_error(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PullError, match="no room for the bundle"):
        Bundles(tmp_path / "file" / "bundles", Puller(lambda _: None)).find(f"{registry.host}/web:1")


def test_a_missing_tag_is_a_pull_error(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(PullError, match="404"):
        Bundles(tmp_path, Puller(lambda _: None)).find(f"{registry.host}/web:none")


def test_a_damaged_layer_is_refused_and_leaves_nothing(registry: Registry, tmp_path: Path) -> None:
    layer = next(digest for digest, data in registry.blobs.items() if data[:2] == b"\x1f\x8b")
    registry.blobs[layer] += b"x"
    with pytest.raises(PullError, match="damaged"):
        Bundles(tmp_path / "cache", Puller(lambda _: None)).find(f"{registry.host}/web:1")
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"command": 5}'])
def test_an_unusable_bundle_file_is_a_pull_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "bundle.json").write_text(content)
    with pytest.raises(PullError):
        read_bundle(tmp_path, "")
