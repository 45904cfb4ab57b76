"""The tags of one commit: what the pipeline calls it, and what customers do, are one digest."""

import shutil
from pathlib import Path

import pytest

from deploy.errors import ExitCode
from tests.tasks.images import prompt_with_images
from tests.tasks.prompt import Prompt

pytestmark = pytest.mark.usefixtures("without_engine")
NAMED = ("--env=memory", "--app=cloud-optimizer")
COMMIT, VERSION = "sha-0123abcd", "v2.0.0-ib1.0.0"
HOME = ".swingbridge/cloud-optimizer"


@pytest.fixture
def shop(tmp_path: Path) -> Prompt:
    """A prompt where the commit was built and pushed."""
    prompt = prompt_with_images(tmp_path)
    codes = [prompt.type(verb, *NAMED, f"--release={COMMIT}").code for verb in ("build", "push")]
    assert [0, 0] == codes
    return prompt


def tags(shop: Prompt) -> dict[str, str]:
    """What the registry has."""
    folder = shop.folder / HOME / "memory/registry/tags/cloud-optimizer"
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_the_same_content_is_one_digest_under_both_names(shop: Prompt) -> None:
    """On one machine nothing has to be said."""
    codes = [shop.type(verb, *NAMED, f"--release={VERSION}").code for verb in ("build", "push")]

    assert [0, 0] == codes
    assert {COMMIT, VERSION} == set(tags(shop))
    assert 1 == len(set(tags(shop).values()))


def test_another_machine_takes_what_was_built_and_builds_nothing(shop: Prompt) -> None:
    """By the digest of the record: also where its own files are others by now."""
    shutil.rmtree(shop.folder / HOME / "images")
    (shop.folder / "docker/stand_in/new.py").write_text("NEW = 1\n")
    built = shop.type("build", *NAMED, f"--release={VERSION}", f"--same-as={COMMIT}")
    pushed = shop.type("push", *NAMED, f"--release={VERSION}")

    assert [0, 0] == [built.code, pushed.code], built.told + pushed.told
    assert {COMMIT, VERSION} == set(tags(shop))
    assert 1 == len(set(tags(shop).values()))


def test_a_name_that_nobody_knows_is_refused(shop: Prompt) -> None:
    """Exit 3, and no image gets the new name."""
    refused = shop.type("build", *NAMED, f"--release={VERSION}", "--same-as=sha-fffffff")

    assert ExitCode.REFUSED == refused.code
    assert "release-not-built" in refused.told
    assert not (shop.folder / HOME / "images/tags/app" / VERSION).exists()


def test_row_14_the_other_name_is_of_the_grammar_too(shop: Prompt) -> None:
    """Exit 2; no shell is involved."""
    refused = shop.type("build", *NAMED, f"--release={VERSION}", "--same-as=$(id)")

    assert ExitCode.USAGE == refused.code
    assert "bad-name" in refused.told
