"""What tests of every folder may ask for."""

import os
from collections.abc import Iterator

import pytest

from deploy.model.secret import forget
from rehearsal.ecs.runtime.docker_engine import NoEngine as OutOfReach
from rehearsal.ecs.runtime.docker_engine import engine
from tests.docker_engine import DockerEngine, NoEngine, shared_engine

# Tasks of the rehearsal run as processes also where an engine answers; a test that wants containers says so.
os.environ.setdefault("REHEARSAL_RUNTIME", "process")


@pytest.fixture(autouse=True)
def _no_secrets_known() -> None:
    """A process knows every secret that it ever held; a test starts with none of those of another."""
    forget()


@pytest.fixture
def without_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No Docker engine answers, also where one runs: images are bundles, whatever this machine has."""
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")


@pytest.fixture(scope="session")
def docker_engine() -> Iterator[DockerEngine]:
    """A Docker engine that really answers, or a skip that says why there is none.

    It is the one of `DOCKER_HOST` or of this machine where that answers; else one of our own is started where
    `dockerd` is installed and this is root. Give `docker_engine.variables` to whatever talks to it (a child's
    environment, or `monkeypatch.setenv`), run commands with `docker_engine.docker("image", "ls")`, and build
    on `docker_engine.base`. Take away what you make in an engine: it may be a person's own.
    """
    try:
        with shared_engine(os.environ) as engine:
            yield engine
    except NoEngine as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def container_engine(docker_engine: DockerEngine) -> Iterator[DockerEngine]:
    """That engine, for a person whose rehearsal runs containers in this machine's network."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REHEARSAL_RUNTIME", "docker")
        for name, value in docker_engine.variables.items():
            patch.setenv(name, value)
        try:
            engine().close()
        except OutOfReach as reason:
            pytest.skip(str(reason))
        yield docker_engine
