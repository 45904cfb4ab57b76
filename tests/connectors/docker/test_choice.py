"""Who builds: the shelf before all, then an engine, then bundles where those are enough."""

from dataclasses import replace
from os import utime
from pathlib import Path
from typing import NoReturn

import pytest

from deploy.connectors.docker.builder import DockerBuilder
from deploy.connectors.docker.choice import ShelfFirst, choose_builder
from deploy.connectors.docker.engine import Engine
from deploy.connectors.docker.port import Builder, bundles_do
from deploy.connectors.docker.shelf import Shelf
from deploy.errors import ToolMissing
from rehearsal.ecs.runtime.pull import BUNDLE_TYPE
from tests.connectors.docker.contexts import context
from tests.connectors.docker.little_docker import LittleCommandLine, LittleEngine, little_builder
from tests.connectors.docker.test_builder import PINNED


class NoEngine(LittleEngine):
    """None answers."""

    def check_version(self) -> str:
        """Say so."""
        raise ToolMissing("docker-engine-missing", what="no Docker Engine answers", why="refused", do="-")


def chosen(folder: Path, environment: str, engine: Engine, lines: list[str]) -> Builder:
    """The builder of an environment."""
    shelf = Shelf(folder / "images")
    docker = DockerBuilder(LittleCommandLine(), shelf, engine, lambda: None)
    return choose_builder(docker, shelf, lines.append, may_bundle=bundles_do(environment, ""))


@pytest.mark.parametrize("environment", ["staging", "production", "local-2"])
def test_row_35_without_an_engine_shared_environments_refuse(tmp_path: Path, environment: str) -> None:
    """When looking as when building."""
    builder, order = chosen(tmp_path, environment, NoEngine(), []), context(tmp_path)
    with pytest.raises(ToolMissing, match="no Docker Engine answers"):
        builder.check([order])
    with pytest.raises(ToolMissing, match="no Docker Engine answers"):
        builder.build(order)


@pytest.mark.parametrize("environment", ["local", "memory"])
def test_without_an_engine_the_rehearsal_gets_bundles(tmp_path: Path, environment: str) -> None:
    """And a person is told, once."""
    lines: list[str] = []
    builder, order = chosen(tmp_path, environment, NoEngine(), lines), context(tmp_path)
    builder.check([order])
    built = builder.build(order)

    assert BUNDLE_TYPE.encode() in built.image.manifest
    assert ["no Docker Engine answers, so bundles are built; they start in the rehearsal alone"] == lines


def test_a_rehearsal_that_runs_containers_gets_no_bundles() -> None:
    """It could not start them."""
    assert [True, True, False] == [bundles_do("local", runtime) for runtime in ("", "process", "docker")]


def test_with_an_engine_images_are_built(tmp_path: Path) -> None:
    """Everywhere."""
    built = chosen(tmp_path, "local", LittleEngine(), []).build(context(tmp_path))

    assert BUNDLE_TYPE.encode() not in built.image.manifest


def test_what_did_not_change_is_on_the_shelf_and_nobody_is_asked(tmp_path: Path) -> None:
    """Neither which builders there are, nor git; the new release gets the image."""

    def nobody() -> NoReturn:
        raise AssertionError("a builder or git was asked")

    order = replace(context(tmp_path), base=PINNED)
    built = little_builder(tmp_path).build(order)
    shelf = Shelf(tmp_path / "images")
    first = ShelfFirst(shelf, nobody)
    first.check([order])
    again = first.build(replace(order, tag="r2", labels=nobody))

    assert (True, built.image) == (again.was_there, again.image)
    assert built.image == shelf.by_tag("web", "r2")


def test_files_that_were_only_touched_need_no_engine(tmp_path: Path) -> None:
    """They are read before anybody is refused for want of one."""
    order = replace(context(tmp_path), base=PINNED)
    little_builder(tmp_path).build(order)
    utime(order.context / "main.py", (1, 1))
    builder = chosen(tmp_path, "production", NoEngine(), [])
    builder.check([order])

    assert builder.build(order).was_there
    (order.context / "main.py").write_text("print(2)\n")
    with pytest.raises(ToolMissing, match="no Docker Engine answers"):
        chosen(tmp_path, "production", NoEngine(), []).check([order])


def test_a_run_checks_the_same_orders_once_and_builds_what_is_there_then(tmp_path: Path) -> None:
    """The plan is made twice; a file that changed in between is found when the image is made."""
    order = replace(context(tmp_path), base=PINNED)
    little_builder(tmp_path).build(order)
    builder = chosen(tmp_path, "production", NoEngine(), [])
    builder.check([order])
    (order.context / "main.py").write_text("print(2)\n")
    builder.check([order])

    with pytest.raises(ToolMissing, match="no Docker Engine answers"):
        builder.build(order)


def test_what_changed_is_built(tmp_path: Path) -> None:
    """On a pinned base as on any."""
    order = replace(context(tmp_path), base=PINNED)
    builder = ShelfFirst(Shelf(tmp_path / "images"), lambda: little_builder(tmp_path))
    builder.build(order)
    (order.context / "main.py").write_text("print(2)\n")

    assert not builder.build(order).was_there
