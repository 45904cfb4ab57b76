"""The stock docker client against our registry, with the login of ECR."""

import json
import os
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.docker_engine import DockerEngine
from tests.rehearsal.conftest import Running

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Shop:
    """A repository whose tags never move, a docker client with a login of its own, and what it builds."""

    running: Running
    engine: DockerEngine
    folder: Path
    uri: str

    def docker(self, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
        """One docker command."""
        return subprocess.run(
            ["docker", "--config", str(self.folder / "login"), *words],
            env=os.environ | self.engine.variables,
            input=text,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def does(self, *words: str, text: str = "") -> str:
        """What a command that must succeed prints."""
        ran = self.docker(*words, text=text)
        assert 0 == ran.returncode, ran.stderr
        return ran.stdout

    def log_in(self) -> None:
        """Do what `aws ecr get-login-password | docker login` does."""
        (token,) = self.running.client("ecr").get_authorization_token()["authorizationData"]
        word = b64decode(token["authorizationToken"]).decode().removeprefix("AWS:")
        self.does("login", "--username", "AWS", "--password-stdin", token["proxyEndpoint"], text=word)

    def build(self, tag: str) -> str:
        """Build a little image of its own for a tag."""
        context = self.folder / tag
        context.mkdir()
        (context / "Dockerfile").write_text("FROM scratch\nCOPY content /\n")
        (context / "content").write_text(tag * 1000)
        self.does("build", "--tag", f"{self.uri}:{tag}", str(context))
        return f"{self.uri}:{tag}"

    def digest(self, tag: str) -> str:
        """The digest that ECR describes for a tag."""
        (found,) = self.running.client("ecr").describe_images(
            repositoryName="by-docker", imageIds=[{"imageTag": tag}]
        )["imageDetails"]
        return str(found["imageDigest"])

    def pulls(self, tag: str) -> None:
        """Pull by digest what was pushed under a tag, after the engine has forgotten it."""
        self.does("image", "rm", "--force", f"{self.uri}:{tag}")
        self.does("pull", f"{self.uri}@{self.digest(tag)}")


@pytest.fixture(scope="module")
def shop(
    running: Running, docker_engine: DockerEngine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shop]:
    """The repository; what was built for it leaves the engine again."""
    made = running.client("ecr").create_repository(
        repositoryName="by-docker", imageTagMutability="IMMUTABLE"
    )["repository"]
    shop = Shop(running, docker_engine, tmp_path_factory.mktemp("docker"), made["repositoryUri"])
    yield shop
    for image in set(shop.does("image", "ls", "--quiet", shop.uri).split()):
        shop.does("image", "rm", "--force", image)


def test_without_a_login_nothing_is_pushed(shop: Shop) -> None:
    refused = shop.docker("push", shop.build("early"))
    assert 0 != refused.returncode
    assert "no basic auth credentials" in refused.stderr


def test_what_docker_pushes_ecr_describes_and_docker_pulls(shop: Shop) -> None:
    shop.log_in()
    shop.does("push", shop.build("v1"))
    shop.pulls("v1")


def test_a_tag_that_is_taken_is_refused_in_words(shop: Shop) -> None:
    shop.log_in()
    shop.does("push", shop.build("taken"))
    other = shop.build("other")
    shop.does("tag", other, f"{shop.uri}:taken")
    refused = shop.docker("push", f"{shop.uri}:taken")
    assert 0 != refused.returncode
    assert "already exists" in refused.stderr


def test_images_outlive_a_restart_and_the_garbage_does_not(shop: Shop) -> None:
    """The registry comes back at its port with what was pushed; a deleted image's layers are gone."""
    shop.log_in()
    for tag in ("kept", "dropped"):
        shop.does("push", shop.build(tag))
    before = blobs(shop)
    shop.running.client("ecr").batch_delete_image(
        repositoryName="by-docker", imageIds=[{"imageTag": "dropped"}]
    )
    sweep(shop)
    shop.running.restart()
    after = blobs(shop)
    shop.log_in()
    shop.pulls("kept")
    assert after < before
    assert 0 != shop.docker("pull", f"{shop.uri}:dropped").returncode


def sweep(shop: Shop) -> None:
    """Clear the registry's garbage now, however young it is."""
    address = f"{shop.running.state.endpoint}/_rehearsal/actions/registry-sweep"
    with urlopen(Request(address, data=json.dumps({"grace_seconds": "0"}).encode()), timeout=30):  # noqa: S310 - loopback
        return


def blobs(shop: Shop) -> set[str]:
    """The files of the registry."""
    return {path.name for path in (shop.running.folder / "registry").rglob("*") if path.is_file()}
