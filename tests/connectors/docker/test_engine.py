"""The Docker engine's builder, against recorded answers of its command line."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.connectors.docker.bundle import BundleBuilder
from deploy.connectors.docker.choice import choose_builder
from deploy.connectors.docker.engine import DockerBuilder, build_arguments, check_engine
from deploy.connectors.docker.port import BuildOrder
from deploy.connectors.docker.shelf import Shelf
from deploy.connectors.process.memory import MemoryProcessRunner, Scripted
from deploy.connectors.process.port import Command, Result, ignore
from deploy.errors import Refused, Reverted, ToolMissing
from tests.connectors.docker.contexts import context

VERSION = ("docker", "version", "--format", "{{.Server.APIVersion}}")
DOWN = Result(1, err="Cannot connect to the Docker daemon at unix:///var/run/docker.sock.")


class Engine:
    """A docker command that builds one layer and saves it as old and new engines do."""

    def __init__(self, architecture: str = "amd64", build: Result = Result(0)) -> None:  # noqa: B008 - frozen
        self._config = json.dumps({"os": "linux", "architecture": architecture}).encode()
        self._build = build
        self.ran: list[tuple[str, ...]] = []

    def run(self, command: Command, on_line: Callable[[str], None] = ignore) -> Result:
        """Answer as docker would."""
        self.ran.append(command.argv[:2])
        on_line("step 1")
        if command.argv[:2] == ("docker", "build"):
            return self._build
        file = Path(command.argv[command.argv.index("--output") + 1])
        entry = {"Config": "c.json", "RepoTags": ["x"], "Layers": ["one/layer.tar"]}
        with tarfile.open(file, "w") as archive:
            contents = {"manifest.json": json.dumps([entry]).encode(), "c.json": self._config}
            for name, data in {**contents, "one/layer.tar": b"layer" * 100}.items():
                header = tarfile.TarInfo(name)
                header.size = len(data)
                archive.addfile(header, io.BytesIO(data))
        return Result(0)


def test_an_image_is_built_once_and_kept_as_the_registry_will_have_it(tmp_path: Path) -> None:
    """The second build asks Docker nothing."""
    engine, order, lines = Engine(), context(tmp_path), list[str]()
    make = DockerBuilder(engine, Shelf(tmp_path / "images"), lines.append)
    first, again = make.build(order), make.build(order)

    assert [("docker", "build"), ("docker", "image")] == engine.ran
    assert (False, True) == (first.was_there, again.was_there)
    assert first.image == again.image
    assert ["web: step 1"] == lines
    assert [] == list((tmp_path / "images").glob("saved-*"))


def test_the_command_names_file_platform_base_and_labels(tmp_path: Path) -> None:
    """And nothing that begins with a dash can be taken for an option of the context."""
    order = context(tmp_path)
    labelled = BuildOrder(
        **{
            name: getattr(order, name) for name in ("component", "repository", "context", "dockerfile", "tag")
        },
        base="mirror/python:3.11",
        labels=(("org.opencontainers.image.revision", "abc"),),
    )
    argv = build_arguments(labelled, "team/web:r1")

    assert ("--platform", "linux/amd64", "--tag", "team/web:r1") == argv[4:8]
    assert ("--build-arg", "BASE=mirror/python:3.11") == argv[8:10]
    assert ("--label", "org.opencontainers.image.revision=abc", "--", str(order.context)) == argv[10:]


def test_a_base_is_needed(tmp_path: Path) -> None:
    """Before Docker is asked anything."""
    engine, order = Engine(), context(tmp_path)
    without = BuildOrder(order.component, order.repository, order.context, order.dockerfile, order.tag)
    with pytest.raises(Refused) as caught:
        DockerBuilder(engine, Shelf(tmp_path / "images")).build(without)

    assert ("base-image-missing", []) == (caught.value.reference, engine.ran)


def test_a_build_that_fails_says_docker_s_last_words(tmp_path: Path) -> None:
    """And leaves no image under the release."""
    shelf = Shelf(tmp_path / "images")
    engine = Engine(build=Result(1, err="step 3\nERROR: no such file\n"))
    with pytest.raises(Reverted) as caught:
        DockerBuilder(engine, shelf).build(context(tmp_path))

    assert ("image-not-built", "ERROR: no such file") == (caught.value.reference, caught.value.why)
    assert shelf.by_tag("web", "r1") is None


def test_row_31_an_image_for_another_architecture_is_refused(tmp_path: Path) -> None:
    """Both are named, and it is no image of the release."""
    shelf = Shelf(tmp_path / "images")
    with pytest.raises(Refused, match="linux/arm64, and linux/amd64") as caught:
        DockerBuilder(Engine("arm64"), shelf).build(context(tmp_path))

    assert "image-architecture-differs" == caught.value.reference
    assert shelf.by_tag("web", "r1") is None


@pytest.mark.parametrize("environment", ["staging", "production", "local-2"])
def test_row_35_without_an_engine_shared_environments_refuse(tmp_path: Path, environment: str) -> None:
    """With the line that installs it; the reason is Docker's own."""
    processes = MemoryProcessRunner(Scripted(VERSION, DOWN))
    with pytest.raises(ToolMissing) as caught:
        choose_builder(processes, Shelf(tmp_path), environment, ignore)

    assert ("docker-engine-missing", DOWN.err) == (caught.value.reference, caught.value.why)
    assert "install Docker" in caught.value.do


@pytest.mark.parametrize("environment", ["local", "memory"])
def test_without_an_engine_the_rehearsal_gets_bundles(tmp_path: Path, environment: str) -> None:
    """And a person is told."""
    lines: list[str] = []
    processes = MemoryProcessRunner(Scripted(VERSION, DOWN))

    assert isinstance(choose_builder(processes, Shelf(tmp_path), environment, lines.append), BundleBuilder)
    assert ["no Docker engine answers, so bundles are built; they start in the rehearsal alone"] == lines


def test_with_an_engine_images_are_built(tmp_path: Path) -> None:
    """Everywhere."""
    processes = MemoryProcessRunner(Scripted(VERSION, Result(0, out="1.50\n")))

    assert isinstance(choose_builder(processes, Shelf(tmp_path), "local", ignore), DockerBuilder)


@pytest.mark.parametrize("version", ["1.40", "1.9", "", "garbage"])
def test_row_36_an_engine_that_is_too_old_is_named(version: str) -> None:
    """With the version that is wanted."""
    processes = MemoryProcessRunner(Scripted(VERSION, Result(0, out=version)))
    with pytest.raises(ToolMissing, match=r"1\.41 is wanted") as caught:
        check_engine(processes)

    assert "docker-engine-old" == caught.value.reference
