"""Bundles: the same content is the same digest, and the rehearsal can start them."""

import json
import os
import stat
import tarfile
from pathlib import Path

import pytest

from deploy.connectors.docker.bundle import BundleBuilder
from deploy.connectors.docker.port import BuildOrder
from deploy.connectors.docker.shelf import Shelf
from deploy.errors import Refused
from rehearsal.ecs.runtime.pull import BUNDLE_TYPE
from tests.connectors.docker.contexts import context


def builder(folder: Path) -> BundleBuilder:
    """A builder with a shelf of its own."""
    return BundleBuilder(Shelf(folder / "images"))


def test_the_same_content_is_the_same_digest_wherever_and_whenever_it_is_built(tmp_path: Path) -> None:
    """Other folder, other times, other order of making, other owner's umask."""
    one = context(tmp_path / "one", a="1", b__c="2")
    two = context(tmp_path / "two", b__c="2", a="1")
    for file in two.context.rglob("*"):
        os.utime(file, (1, 1))
    (two.context / "a").chmod(0o600)

    assert builder(tmp_path / "x").build(one).image.digest == builder(tmp_path / "y").build(two).image.digest


@pytest.mark.parametrize("change", ["content", "name", "mode", "recipe", "new file", "link"])
def test_every_change_of_content_is_another_digest(tmp_path: Path, change: str) -> None:
    """And is built anew, also where size and time stay as they were."""
    order = context(tmp_path, a="1")
    make = builder(tmp_path)
    first = make.build(order)
    _change(order, change)
    second = make.build(order)

    assert not second.was_there
    assert first.image.digest != second.image.digest


def _change(order: BuildOrder, change: str) -> None:
    file = order.context / "a"
    before = file.stat()
    if change == "content":
        file.write_text("2")
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    elif change == "name":
        file.rename(order.context / "b")
    elif change == "mode":
        file.chmod(stat.S_IMODE(before.st_mode) | stat.S_IXUSR)
    elif change == "recipe":
        order.dockerfile.with_name("bundle.json").write_text('{"command": ["other"]}')
    elif change == "new file":
        (order.context / "z").touch()
    else:
        (order.context / "z").symlink_to("a")


def test_nothing_new_is_not_built_again(tmp_path: Path) -> None:
    """A new release name gets the image that is there."""
    order = context(tmp_path)
    first = builder(tmp_path).build(order)
    again = builder(tmp_path).build(order)

    assert (False, True) == (first.was_there, again.was_there)
    assert first.image == again.image == Shelf(tmp_path / "images").by_tag("web", "r1")


def test_what_is_left_out_changes_nothing(tmp_path: Path) -> None:
    """A log file that grows is no reason to build."""
    order = context(tmp_path, **{".dockerignore": "*.log"})
    first = builder(tmp_path).build(order)
    (order.context / "noise.log").write_text("much")

    assert builder(tmp_path).build(order).was_there
    assert first.image.digest == builder(tmp_path).build(order).image.digest


def test_a_layer_holds_files_without_owners_and_times(tmp_path: Path) -> None:
    """And its manifest is a bundle as the rehearsal's runtime wants it."""
    order = context(tmp_path, b__c="2")
    (order.context / "link").symlink_to("main.py")
    image = builder(tmp_path).build(order).image
    with tarfile.open(image.layers[0].path) as layer:
        members = layer.getmembers()

    assert bytes(4) == image.layers[0].path.read_bytes()[4:8]  # the time in the header of gzip
    assert ["b/c", "link", "main.py", "bundle.json"] == [member.name for member in members]
    assert {(0, 0, 0, "", "")} == {(m.uid, m.gid, m.mtime, m.uname, m.gname) for m in members}
    assert BUNDLE_TYPE == json.loads(image.manifest)["artifactType"]


def test_a_lost_content_is_built_again(tmp_path: Path) -> None:
    """The notes of a shelf are believed only with what they name."""
    order = context(tmp_path)
    first = builder(tmp_path).build(order)
    first.image.layers[0].path.unlink()
    again = builder(tmp_path).build(order)

    assert not again.was_there
    assert first.image.digest == again.image.digest
    assert again.image.layers[0].path.is_file()


def test_a_pipe_in_the_context_is_refused_by_name(tmp_path: Path) -> None:
    """Reading it would wait for ever."""
    order = context(tmp_path)
    os.mkfifo(order.context / "pipe")
    with pytest.raises(Refused, match="pipe in the build context") as caught:
        builder(tmp_path).build(order)

    assert "context-unpackable" == caught.value.reference


def test_without_a_recipe_there_is_no_bundle(tmp_path: Path) -> None:
    """The message names the file."""
    order = context(tmp_path)
    order.dockerfile.with_name("bundle.json").unlink()
    with pytest.raises(Refused) as caught:
        builder(tmp_path).build(order)

    assert "bundle-recipe-missing" == caught.value.reference
