"""The whole way with containers: an image that Docker built, a registry, ECS's controller, a real door."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from rehearsal import lifecycle
from rehearsal.control.plane import Place
from rehearsal.ecs.runtime.docker_handle import LABEL
from tests.docker_engine import DockerEngine
from tests.platforms.ecs_service.desk import LONGEST, ROOT, Desk

pytestmark = pytest.mark.slow

SYSTEM = "cost-simulator"


@pytest.fixture(scope="module")
def desk(container_engine: DockerEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The systems on the base image of this machine; nothing runs yet."""
    folder = tmp_path_factory.mktemp("desk")
    for part in ("apps", "docker"):
        shutil.copytree(ROOT / part, folder / part)
    with (folder / "apps" / SYSTEM / "local.toml").open("a") as settings:
        settings.write(f'\n[images]\nbase = "{container_engine.base}"\n')
    try:
        yield Desk(folder, SYSTEM)
    finally:
        lifecycle.down(home(folder), keep=False)
        built = container_engine.docker("image", "ls", "--quiet", SYSTEM).split()
        container_engine.docker("image", "rm", "--force", *built, check=False)
        container_engine.docker("image", "prune", "--force")


def home(folder: Path) -> Path:
    """Where the rehearsal of a desk lives."""
    return folder / ".swingbridge/rehearsal"


def containers(docker: DockerEngine, folder: Path) -> list[str]:
    """The containers of a desk's rehearsal."""
    return docker.docker("ps", "--all", "--quiet", "--filter", f"label={LABEL}={home(folder)}").split()


@pytest.fixture(scope="module")
def released(desk: Desk) -> Desk:
    """A release that is live, from nothing: the first deploy brings the rehearsal up itself."""
    assert 0 == desk.code("deploy", "--release=v1")
    return desk


def test_a_good_release_goes_live_a_wrong_one_goes_back_and_rollback_needs_no_argument(
    released: Desk, container_engine: DockerEngine
) -> None:
    """The copies that answer are containers."""
    assert "v1" == released.answers()
    assert 2 == len(containers(container_engine, released.folder))
    assert 0 == released.code("deploy", "--release=v2")
    assert 4 == released.code("deploy", "--release=v3-wrong")
    assert "v2" == released.answers()
    assert 0 == released.code("rollback")
    assert "v1" == released.answers()


def test_a_killed_rehearsal_comes_back_with_containers_of_its_own_and_leaves_none(
    released: Desk, container_engine: DockerEngine
) -> None:
    """The containers of the killed server are gone, those of the new one serve, and down leaves nothing."""
    lifecycle.command(released.state, "save")
    before = set(containers(container_engine, released.folder))
    os.kill(released.state.pid, signal.SIGKILL)
    lifecycle.up(Place(home(released.folder)))
    deadline = monotonic() + LONGEST
    while len(after := set(containers(container_engine, released.folder))) < len(before) or before & after:
        assert monotonic() < deadline
        sleep(0.2)
    lifecycle.down(home(released.folder))
    assert [] == containers(container_engine, released.folder)
    assert "127.0.0.1" not in container_engine.docker("image", "ls", "--digests")
    lifecycle.up(Place(home(released.folder)))
