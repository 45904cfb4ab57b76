"""A folder with one small system of two images, and an engine that builds them for real."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from deploy.connectors.clock.system import SystemClock
from deploy.connectors.docker.builder import DockerBuilder
from deploy.connectors.docker.buildkit import BuildKit
from deploy.connectors.docker.engine import Engine
from deploy.connectors.docker.shelf import Shelf
from deploy.connectors.process.runner import ChildRunner, Surroundings
from deploy.model.secret import Redaction
from deploy.settings.load import load
from tests.docker_engine import DockerEngine
from tests.tasks.prompt import ROOT, Answer, Prompt


@dataclass(frozen=True)
class RealShop:
    """The two images are those of wwhd: api and site."""

    prompt: Prompt
    engine: DockerEngine
    prefix: str

    def write(self, component: str, *lines: str) -> None:
        """What the image of a component is made of, after its base."""
        text = "\n".join(("ARG BASE", "FROM ${BASE}", *lines, ""))
        (self.prompt.folder / f"docker/wwhd-{component}/Dockerfile").write_text(text)

    def set(self, old: str, new: str) -> None:
        """Change the settings of the system."""
        path = self.prompt.folder / "apps/wwhd/app.toml"
        text = path.read_text()
        assert old in text, old
        path.write_text(text.replace(old, new, 1))

    def build(self, *words: str) -> Answer:
        """Type `build`."""
        return self.prompt.type("build", *NAMED, *words)


NAMED = ("--env=memory", "--app=wwhd", "--release=r1")


@contextmanager
def real_shop(folder: Path, engine: DockerEngine) -> Iterator[RealShop]:
    """A shop, whose images are gone from the engine afterwards."""
    left_out = shutil.ignore_patterns("__pycache__", ".*cache")
    shutil.copytree(ROOT / "docker", folder / "docker", ignore=left_out)
    with prefix_in(engine) as prefix:
        shop = RealShop(Prompt.in_copy(folder), engine, prefix)
        shop.set(load(folder, "wwhd", "memory").images.base or "", engine.base)
        for component in ("api", "site"):
            shop.set(f'repository = "wwhd-{component}"', f'repository = "{prefix}/{component}"')
        yield shop


@contextmanager
def prefix_in(engine: DockerEngine) -> Iterator[str]:
    """What the names of a test's images begin with; no other worker on this engine uses or removes them."""
    prefix = f"sb-test-{uuid4().hex[:8]}"
    try:
        yield prefix
    finally:
        names = engine.docker("image", "ls", "--quiet", "--filter", f"reference={prefix}/*").split()
        engine.docker("image", "rm", "--force", *names, check=False)


def real_builder(folder: Path, path: str = "") -> DockerBuilder:
    """A builder with a shelf in the folder, for the engine of the environment; PATH may be another."""
    runner = _runner(path or os.environ["PATH"])
    return DockerBuilder(runner, Shelf(folder / "images"), Engine(), lambda: None)


def path_with_buildkit() -> str | None:
    """A PATH whose docker command can build with BuildKit; nothing where this machine has none."""
    folders = [*os.environ["PATH"].split(":"), "/usr/bin"]
    paths = (f"{folder}:{os.environ['PATH']}" for folder in folders if (Path(folder) / "docker").exists())
    return next((path for path in paths if BuildKit(_runner(path)).is_there), None)


def path_without_buildkit(folder: Path) -> str:
    """A PATH whose docker command has lost its plugin."""
    command = folder / "docker"
    command.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Docker version 28.2.2, build e6534b4"\n')
    command.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def _runner(path: str) -> ChildRunner:
    environ = {**os.environ, "PATH": path}
    return ChildRunner(Surroundings(SystemClock(), environ, lambda: None, Redaction))
