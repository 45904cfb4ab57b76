"""The pusher against the registry that everybody runs."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from deploy.connectors.clock.system import SystemClock
from deploy.connectors.registry.admission import Login
from deploy.connectors.registry.line import Line
from deploy.connectors.registry.port import Receipt
from deploy.connectors.registry.pusher import RegistryPusher
from deploy.errors import Refused
from deploy.model.secret import Secret
from tests.connectors.docker.contexts import context
from tests.connectors.registry.pictures import image
from tests.connectors.registry.plain_registry import MISSING, PROGRAM, plain_registry
from tests.docker.real_shop import real_builder
from tests.docker_engine import DockerEngine

pytestmark = pytest.mark.skipif(PROGRAM is None, reason=MISSING)
PASSWORD = "a very secret password"
ACCESS = """
auth: {{htpasswd: {{realm: little, path: {file}}}}}
"""
LAYER = bytes(range(256)) * 20_000


@pytest.fixture
def host(tmp_path: Path) -> Iterator[str]:
    """A registry that lets everybody in."""
    with plain_registry(tmp_path) as listening:
        yield listening


def pusher(host: str, password: str = "") -> RegistryPusher:
    """A pusher; with a password, as ann."""
    login = Login("ann", Secret(password)) if password else None
    return RegistryPusher(lambda: Line(host, login), SystemClock())


def test_what_is_there_is_not_sent_again_and_a_tag_does_not_move(host: str, tmp_path: Path) -> None:
    """By the digest that the registry itself gives."""
    made = image(tmp_path, LAYER, b"small")
    first, again = pusher(host).push(made, "team/web", "r1"), pusher(host).push(made, "team/web", "r1")
    other = pusher(host).push(image(tmp_path, LAYER, b"other"), "team/web", "r2")

    assert Receipt(made.digest, made.size, 0) == first
    assert again.was_there
    assert len(LAYER) <= other.skipped_bytes
    with pytest.raises(Refused) as caught:
        pusher(host).push(image(tmp_path, b"moved"), "team/web", "r1")
    assert "tag-has-another-image" == caught.value.reference
    assert made.digest == pusher(host).digest("team/web", "r1")


def test_user_and_password_are_asked_for_and_taken(tmp_path: Path) -> None:
    """Without them, or with others, the registry says no and so do we."""
    bcrypt = pytest.importorskip("bcrypt", reason="it comes with Fabric")
    line = f"ann:{bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()}\n"
    (tmp_path / "htpasswd").write_text(line)
    made = image(tmp_path, b"layer")
    with plain_registry(tmp_path, ACCESS.format(file=tmp_path / "htpasswd")) as host:
        for wrong in ("", "not the password"):
            with pytest.raises(Refused) as caught:
                pusher(host, wrong).push(made, "web", "r1")
            assert "registry-denied" == caught.value.reference
        receipt = pusher(host, PASSWORD).push(made, "web", "r1")

    assert made.digest == receipt.digest


def test_row_38_a_reset_in_mid_layer_is_gone_on_from(host: str, tmp_path: Path) -> None:
    """The first connection is cut after a megabyte; the image arrives whole."""
    made = image(tmp_path, LAYER)
    left = [1_000_000]
    with cutting(host, left) as between:
        receipt = pusher(between).push(made, "web", "r1")

    assert [0] == left
    assert made.digest == receipt.digest == pusher(host).digest("web", "r1")


@contextmanager
def cutting(host: str, left: list[int]) -> Iterator[str]:
    """A way to the registry that is cut once, when no more bytes to it are left."""
    name, _, port = host.partition(":")

    def carry(source: socket.socket, target: socket.socket, *, is_cut: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
                left[0] -= len(data) if is_cut and left[0] > 0 else 0
                if is_cut and left[0] < 0:
                    left[0] = 0
                    break
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def serve(listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listening.accept()
                far = socket.create_connection((name, int(port)))
                ways = [
                    Thread(target=carry, args=(near, far), kwargs={"is_cut": True}),
                    Thread(target=carry, args=(far, near), kwargs={"is_cut": False}),
                ]
                for way in ways:
                    way.start()
                for way in ways:
                    way.join()
                near.close()
                far.close()

    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        server = Thread(target=serve, args=(listening,))
        server.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        server.join()


@pytest.mark.slow
def test_docker_runs_what_we_pushed(
    host: str, docker_engine: DockerEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An image that the engine built is taken out, pushed, forgotten, and pulled by its digest."""
    for name, value in docker_engine.variables.items():
        monkeypatch.setenv(name, value)
    order = context(tmp_path)
    order.dockerfile.write_text("ARG BASE\nFROM ${BASE}\nCOPY main.py /\n")
    built = real_builder(tmp_path).build(replace(order, base=docker_engine.base)).image
    pusher(host).push(built, "sb-test/web", "r1")
    name = f"{host}/sb-test/web@{built.digest}"
    try:
        docker_engine.docker("image", "rm", "--force", "team/web:r1")
        said = docker_engine.docker("run", "--rm", "--network", "none", name, "python", "/main.py")
        known = json.loads(docker_engine.docker("image", "inspect", name))[0]["RepoDigests"]
    finally:
        docker_engine.docker("image", "rm", "--force", name, check=False)

    assert "1" == said.strip()
    assert [name] == known
