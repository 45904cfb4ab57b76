"""A release that was built on another machine is scanned all the same."""

import json
import shutil
from pathlib import Path

import pytest

from deploy.errors import ExitCode
from deploy.model.row import Kind
from tests.tasks.images import prompt_with_images
from tests.tasks.prompt import Prompt

pytestmark = pytest.mark.usefixtures("without_engine")

NAMED = ("--env=memory", "--release=v1")
STATE = ".swingbridge/cost-simulator"


@pytest.fixture
def shop(tmp_path: Path) -> Prompt:
    """A machine that has ledger and registry, and none of the images that it pushed."""
    prompt = prompt_with_images(tmp_path)
    codes = [prompt.type(verb, *NAMED).code for verb in ("build", "push")]
    assert [0, 0] == codes
    shutil.rmtree(prompt.folder / STATE / "images")
    return prompt


def test_it_is_fetched_by_the_digest_of_its_record(shop: Prompt) -> None:
    """And can be pushed again from there: only the verdict is new."""
    scanned, pushed = shop.type("scan", *NAMED), shop.type("push", *NAMED)
    rows = {row.kind: json.loads(row.value("record")) for row in shop.store.rows() if row.value("record")}
    (artifact,) = rows[Kind.RELEASE]["artifacts"]

    assert [0, 0] == [scanned.code, pushed.code]
    assert f"fetching {artifact['digest']}" in scanned.told
    assert "the registry has it already" in pushed.told
    assert [artifact["digest"]] == [digest for digest, _ in rows[Kind.SCANNED]["bills"]]


def test_a_tag_that_somebody_moved_changes_nothing(shop: Prompt) -> None:
    """No tag is asked."""
    tag = shop.folder / STATE / "memory/registry/tags/cost-simulator/v1"
    tag.write_text("sha256:other")

    assert ExitCode.DONE == shop.type("scan", *NAMED).code


def test_row_30_what_the_registry_has_lost_is_not_scanned(shop: Prompt) -> None:
    """Exit 3 with the digest."""
    shutil.rmtree(shop.folder / STATE / "memory/registry/blobs")
    refused = shop.type("scan", *NAMED)

    assert ExitCode.REFUSED == refused.code
    assert "image-not-in-registry" in refused.told


def test_row_32_other_bytes_under_the_digest_are_not_scanned(shop: Prompt) -> None:
    """Exit 4, and nothing of it is kept under its name."""
    for blob in (shop.folder / STATE / "memory/registry/blobs").iterdir():
        blob.write_bytes(b"{}")
    failed = shop.type("scan", *NAMED)

    assert ExitCode.REVERTED == failed.code
    assert "registry-damaged-download" in failed.told
    assert not (shop.folder / STATE / "images/tags").exists()
