"""The stock docker client, where an engine answers."""

import shutil
import subprocess
from base64 import b64decode
from pathlib import Path

import pytest

from tests.rehearsal.conftest import Running
from tests.rehearsal.registry.pusher import log_in

DOCKER = shutil.which("docker")


def docker(config: Path, *arguments: str, text: str = "") -> str:
    """One docker command with a login of its own; its output."""
    assert DOCKER is not None
    command = [DOCKER, "--config", str(config), *arguments]
    ran = subprocess.run(command, input=text, capture_output=True, text=True, timeout=120, check=True)
    return ran.stdout


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A docker configuration of its own, or a skip where nothing can run it."""
    config = tmp_path_factory.mktemp("docker")
    if DOCKER is None:
        pytest.skip("docker is not installed")
    try:
        docker(config, "version")
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip("no docker engine answers")
    return config


def test_docker_pushes_and_pulls_what_ecr_then_describes(
    running: Running, engine: Path, tmp_path: Path
) -> None:
    shop = log_in(running, "by-docker")
    token = running.client("ecr").get_authorization_token()["authorizationData"][0]
    image = f"{shop.host}/by-docker:v1"
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY Dockerfile /\n")
    docker(
        engine, "login", "--username", "AWS", "--password-stdin", token["proxyEndpoint"], text=password(token)
    )
    docker(engine, "build", "--tag", image, str(tmp_path))
    docker(engine, "push", image)
    docker(engine, "rmi", image)
    (pushed,) = running.client("ecr").describe_images(repositoryName="by-docker")["imageDetails"]
    pulled = f"{shop.host}/by-docker@{pushed['imageDigest']}"
    docker(engine, "pull", pulled)
    docker(engine, "rmi", pulled)

    assert ["v1"] == pushed["imageTags"]


def password(token: dict[str, str]) -> str:
    """What `aws ecr get-login-password` prints."""
    return b64decode(token["authorizationToken"]).decode().removeprefix("AWS:")
