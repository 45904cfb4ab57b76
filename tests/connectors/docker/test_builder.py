"""The Docker builder, over a command line and an engine that answer as Docker's do."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.connectors.docker.builder import DockerBuilder
from deploy.connectors.docker.shelf import Shelf
from deploy.connectors.process.port import Result
from deploy.errors import Refused, Reverted, Stopped
from tests.connectors.docker.contexts import context
from tests.connectors.docker.little_docker import (
    NEW_WITHOUT_BUILDX,
    LittleCommandLine,
    LittleEngine,
    little_builder,
)

PINNED = f"mirror/python@sha256:{'a' * 64}"


def test_an_image_is_built_once_and_kept_as_the_registry_will_have_it(tmp_path: Path) -> None:
    """The second build runs no command and takes nothing out of the engine."""
    docker, engine, order, lines = LittleCommandLine(), LittleEngine(), context(tmp_path), list[str]()
    make = little_builder(tmp_path, docker, engine)
    first, again = make.build(order, lines.append), make.build(order, lines.append)

    assert (1, 1) == (len(docker.builds), engine.saves)
    assert (False, True) == (first.was_there, again.was_there)
    assert first.image == again.image
    assert ["step 1", "taking the image out of the engine"] == lines
    assert [] == list((tmp_path / "images").glob("work-*"))


def test_another_base_under_the_same_name_is_built_anew(tmp_path: Path) -> None:
    """A name that is not pinned means what the engine has under it."""
    docker, engine, order = LittleCommandLine(), LittleEngine(), context(tmp_path)
    little_builder(tmp_path, docker, engine).build(order)
    engine.base = "sha256:two"
    again = little_builder(tmp_path, docker, engine).build(order)

    assert not again.was_there
    assert 2 == len(docker.builds)


def test_a_pinned_base_is_not_asked_for(tmp_path: Path) -> None:
    """It says itself what it is."""
    engine, order = LittleEngine(), replace(context(tmp_path), base=PINNED)
    little_builder(tmp_path, engine=engine).build(order)
    engine.base = "sha256:two"

    assert little_builder(tmp_path, engine=engine).build(order).was_there


def test_a_layer_that_two_images_share_is_packed_once(tmp_path: Path) -> None:
    """The second image takes it from the shelf, also where the saved file would give other bytes."""
    shelf, engine = Shelf(tmp_path / "images"), LittleEngine()
    order = context(tmp_path)
    one = DockerBuilder(LittleCommandLine(), shelf, engine, lambda: None).build(order).image
    damaged = LittleEngine(layer=b"never read")
    damaged.digest = engine.digest
    other = replace(order, component="api")
    two = DockerBuilder(LittleCommandLine(), shelf, damaged, lambda: None).build(other).image

    assert one.layers == two.layers


def test_a_layer_that_is_not_what_its_image_says_is_refused(tmp_path: Path) -> None:
    """Bytes that changed on the way out of the engine are no image."""
    engine = LittleEngine()
    engine.digest = f"sha256:{'0' * 64}"
    with pytest.raises(Reverted, match="no image that can be read") as caught:
        little_builder(tmp_path, engine=engine).build(context(tmp_path))

    assert "saved-image-unreadable" == caught.value.reference
    assert Shelf(tmp_path / "images").by_tag("web", "r1") is None


def test_what_changes_while_it_is_built_is_built_again(tmp_path: Path) -> None:
    """Nobody can tell which of the two contents the image has."""
    order = context(tmp_path)
    make = little_builder(tmp_path, LittleCommandLine())
    file = order.context / "main.py"

    def change(_: str) -> None:
        file.write_text("changed meanwhile")

    make.build(order, change)
    file.write_text("print(1)\n")

    assert not make.build(order).was_there
    assert make.build(order).was_there


def test_a_base_is_needed(tmp_path: Path) -> None:
    """Before Docker is asked anything."""
    docker, order = LittleCommandLine(), replace(context(tmp_path), base="")
    for refused in (
        lambda: little_builder(tmp_path, docker).build(order),
        lambda: little_builder(tmp_path, docker).check([order]),
    ):
        with pytest.raises(Refused) as caught:
            refused()
        assert ("base-image-missing", []) == (caught.value.reference, docker.builds)


@pytest.mark.parametrize("version", ["", NEW_WITHOUT_BUILDX])
def test_without_buildkit_the_classic_builder_builds(tmp_path: Path, version: str) -> None:
    """Also where there is no docker command at all; nothing secret is in its arguments."""
    docker, order = LittleCommandLine(version), context(tmp_path)
    little_builder(tmp_path, docker).build(order)
    (command,) = docker.builds
    words = json.loads(command.argv[-1])

    assert "deploy.connectors.docker.classic" in command.argv
    assert ("team/web", "r1", []) == (words["repository"], words["tag"], words["secrets"])


def test_a_build_that_fails_says_docker_s_last_words(tmp_path: Path) -> None:
    """And leaves no image under the release."""
    docker = LittleCommandLine()
    docker.outcome = Result(1, err="step 3\nERROR: no such file\n")
    with pytest.raises(Reverted, match="of web ended with exit code 1") as caught:
        little_builder(tmp_path, docker).build(context(tmp_path))

    assert ("image-not-built", "ERROR: no such file") == (caught.value.reference, caught.value.why)
    assert Shelf(tmp_path / "images").by_tag("web", "r1") is None


@pytest.mark.parametrize(
    "last",
    [
        'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host',
        "pull access denied for nothing, repository does not exist or may require 'docker login'",
        "manifest for python:3.11-slim not found: manifest unknown: manifest unknown",
        "failed to solve: docker.io/library/python:3.11-slim: not found",
    ],
)
def test_a_base_image_that_cannot_be_had_has_an_error_with_a_way_out(tmp_path: Path, last: str) -> None:
    """Each is the last line of a real engine."""
    docker = LittleCommandLine()
    docker.outcome = Result(1, err=f"step 2\n{last}\n")
    with pytest.raises(Reverted, match="of web cannot be had") as caught:
        little_builder(tmp_path, docker).build(context(tmp_path))

    assert ("base-image-not-there", last) == (caught.value.reference, caught.value.why)
    assert "scripts/base-image" in caught.value.do


def test_a_person_who_stops_is_heard_while_the_image_is_taken_out(tmp_path: Path) -> None:
    """Nothing half-taken stays on the shelf."""

    def stop() -> None:
        raise Stopped("stopped-by-signal", what="stopped", why="-", do="-")

    shelf = Shelf(tmp_path / "images")
    with pytest.raises(Stopped):
        DockerBuilder(LittleCommandLine(), shelf, LittleEngine(), stop).build(context(tmp_path))

    assert [] == list(shelf.folder.glob("work-*"))
    assert shelf.by_tag("web", "r1") is None
