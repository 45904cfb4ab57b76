"""Static sites: all of a folder, under one digest."""

import json
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.connectors.docker.port import BuildOrder
from deploy.connectors.docker.shelf import Shelf
from deploy.connectors.docker.site import SiteBuilder
from deploy.errors import Refused
from deploy.model.image import SITE
from tests.connectors.docker.contexts import context

PAGES = {"index.html": "<h1>one</h1>", "404.html": "no", "assets__site.css": "a {}", ".dockerignore": "*\n"}


def order(folder: Path, **files: str) -> BuildOrder:
    """An order for a site of these pages."""
    made = context(folder, **{**PAGES, **files})
    return replace(
        made, dockerfile=made.context / "index.html", base="", labels=lambda: (("revision", "c0ffee"),)
    )


def builder(folder: Path) -> SiteBuilder:
    """A builder with a shelf of its own."""
    return SiteBuilder(Shelf(folder / "images"), "404.html")


def test_a_site_is_an_artifact_with_every_file_of_its_folder(tmp_path: Path) -> None:
    """No rule for build contexts leaves one out; its labels are in the manifest."""
    image = builder(tmp_path).build(order(tmp_path)).image
    words = json.loads(image.manifest)
    with tarfile.open(image.layers[0].path) as archive:
        names = archive.getnames()

    assert SITE == image.artifact == words["artifactType"]
    assert {"revision": "c0ffee"} == words["annotations"]
    assert [".dockerignore", "404.html", "assets/site.css", "index.html", "main.py"] == names


def test_a_page_that_changed_is_another_digest_and_nothing_else_is(tmp_path: Path) -> None:
    """What did not change is not packed again, whatever its labels would be now."""
    make, first = builder(tmp_path), order(tmp_path)
    one = make.build(first)
    same = make.build(replace(first, tag="r2", labels=lambda: (("revision", "another"),)))
    (first.context / "index.html").write_text("<h1>two</h1>")
    two = make.build(first)

    assert (True, False) == (same.was_there, two.was_there)
    assert one.image.digest == same.image.digest != two.image.digest


@pytest.mark.parametrize("page", ["index.html", "404.html"])
def test_a_site_without_a_page_that_visitors_are_sent_to_is_refused(tmp_path: Path, page: str) -> None:
    """Before anything is packed: its own build did not come to its end."""
    made = order(tmp_path)
    (made.context / page).unlink()
    with pytest.raises(Refused, match=page) as caught:
        builder(tmp_path).check((made,))

    assert "site-incomplete" == caught.value.reference
    assert not (tmp_path / "images").exists()


def test_a_link_in_a_site_is_refused(tmp_path: Path) -> None:
    """It would be served as whatever it leads to on the machine that uploads it."""
    made = order(tmp_path)
    (made.context / "notes").symlink_to("/etc/passwd")
    with pytest.raises(Refused, match="notes"):
        builder(tmp_path).build(made)
