"""The images as a real engine builds them: all eight, by both ways of building, and they run."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.connectors.docker.builder import DockerBuilder
from deploy.connectors.docker.port import BuildOrder
from tests.docker.copies import until
from tests.docker.real_shop import path_with_buildkit, path_without_buildkit, prefix_in, real_builder
from tests.docker.test_images import BUILT, ROOT
from tests.docker_engine import DockerEngine

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Shop:
    """A folder with the images' sources, and an engine that builds them."""

    engine: DockerEngine
    folder: Path
    prefix: str

    def builder(self, path: str = "") -> DockerBuilder:
        """A builder for whoever has that PATH."""
        return real_builder(self.folder, path)

    def order(self, dockerfile: str) -> BuildOrder:
        """The order for one of the eight."""
        context = self.folder / "docker"
        name = Path(dockerfile).parent.name
        return BuildOrder(
            component=name,
            repository=f"{self.prefix}/{name}",
            context=context,
            dockerfile=self.folder / dockerfile,
            tag="r1",
            base=self.engine.base,
            network="none",
            labels=lambda: (("org.opencontainers.image.revision", "abc"),),
        )


@pytest.fixture(scope="module")
def shop(docker_engine: DockerEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The shop; what it built is taken out of the engine again."""
    folder = tmp_path_factory.mktemp("images")
    left_out = shutil.ignore_patterns("__pycache__", ".*cache")
    shutil.copytree(ROOT / "docker", folder / "docker", ignore=left_out)
    with pytest.MonkeyPatch.context() as patch, prefix_in(docker_engine) as prefix:
        for name, value in docker_engine.variables.items():
            patch.setenv(name, value)
        yield Shop(docker_engine, folder, prefix)


@pytest.mark.parametrize("dockerfile", BUILT)
def test_an_image_is_built_runs_as_nobody_in_particular_and_is_healthy(shop: Shop, dockerfile: str) -> None:
    """On the base image of the settings; the engine's own health check says so, and a label the commit."""
    order = shop.order(dockerfile)
    built = shop.builder().build(order)
    labels = json.loads(built.image.config.path.read_text())["config"]["Labels"]
    container = shop.engine.docker(
        *("run", "--detach", "--network", "none", "--health-interval", "300ms", order.name)
    ).strip()
    try:
        until(lambda: "healthy" == health(shop, container), seconds=60)
        user = shop.engine.docker("exec", container, "id", "-u").strip()
    finally:
        shop.engine.docker("rm", "--force", container)

    assert "1000" == user
    assert "abc" == labels["org.opencontainers.image.revision"]


def health(shop: Shop, container: str) -> str:
    """What the engine thinks of a container's health."""
    state = json.loads(shop.engine.docker("inspect", container))[0]["State"]
    assert "running" == state["Status"], shop.engine.docker("logs", container)
    return str(state["Health"]["Status"])


@pytest.mark.parametrize("has_buildkit", [True, False])
def test_both_ways_of_building_come_to_the_same_files(shop: Shop, has_buildkit: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a table
    """By BuildKit through the command line, and by docker-py without any; what is left out stays out."""
    path = path_with_buildkit() if has_buildkit else path_without_buildkit(tmp_path)
    if path is None:
        pytest.skip("no docker command of this machine has BuildKit")
    context = tmp_path / "context"
    (context / "sub").mkdir(parents=True)
    (context / ".dockerignore").write_text("*.log\nweb\n")
    for name in ("run.sh", "sub/data", "noise.log"):
        (context / name).write_text(name)
    (context / "run.sh").chmod(0o755)
    (context / "link").symlink_to("sub/data")
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text("ARG BASE\nFROM ${BASE}\nCOPY . /app\n")
    order = BuildOrder("web", f"{shop.prefix}/ways", context, dockerfile, "r1", base=shop.engine.base)
    said: list[str] = []
    shop.builder(path).build(order, said.append)
    listed = shop.engine.docker(
        *("run", "--rm", "--network", "none", order.name, "sh", "-c"),
        "cd /app; ls -l link run.sh sub/data; test ! -e noise.log && echo left out",
    )

    assert has_buildkit == any("exporting to image" in line for line in said)
    assert "-rwxr-xr-x" in listed
    assert "link -> sub/data" in listed
    assert "left out" in listed


def test_nothing_changed_is_answered_by_the_shelf(shop: Shop) -> None:
    """The engine is asked for the base alone, whose name is not pinned."""
    order = shop.order(BUILT[0])
    first = shop.builder().build(order)
    again = shop.builder("/nowhere").build(order)

    assert again.was_there
    assert first.image == again.image
