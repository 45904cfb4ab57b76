"""The engine as docker-py asks it: none there, too old, or well."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from deploy.connectors.docker.engine import Engine
from deploy.errors import Reverted, ToolMissing


@contextmanager
def speaking(version: str) -> Iterator[str]:
    """An engine that speaks a version of the API, and has no images; its DOCKER_HOST."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            is_version = self.path.endswith("/version")
            words = {"ApiVersion": version, "Version": "x"} if is_version else {"message": "no such image"}
            body = json.dumps(words).encode()
            self.send_response(200 if is_version else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"tcp://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_row_35_an_engine_that_is_not_there_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 7: where it was asked for, and how to get one."""
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    with pytest.raises(ToolMissing, match="no Docker Engine answers") as caught:
        Engine().check_version()

    assert "docker-engine-missing" == caught.value.reference
    assert "unix:///nowhere/docker.sock" in caught.value.why
    assert "install Docker 20.10 or newer and start it" in caught.value.do


@pytest.mark.parametrize("version", ["1.40", "1.9"])
def test_row_36_an_engine_that_is_too_old_is_named(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the version that is wanted; also where docker-py itself refuses to speak so old a one."""
    with speaking(version) as host:
        monkeypatch.setenv("DOCKER_HOST", host)
        with pytest.raises(ToolMissing, match=r"speaks API .*, and 1\.41 is wanted") as caught:
            Engine().check_version()

    assert "docker-engine-old" == caught.value.reference


def test_an_engine_that_is_young_enough_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """An image that it does not have has no name there."""
    with speaking("1.41") as host:
        monkeypatch.setenv("DOCKER_HOST", host)

        assert "1.41" == Engine().check_version()
        assert "" == Engine().image_id("python:3.11")


def test_an_image_that_cannot_be_taken_out_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In our words."""
    with speaking("1.41") as host:
        monkeypatch.setenv("DOCKER_HOST", host)
        with pytest.raises(Reverted, match="did not save the image") as caught:
            Engine().save("web:r1", tmp_path / "x", lambda: None)

    assert "no such image" in caught.value.why
