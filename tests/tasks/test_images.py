"""Build and push, as a person types them."""

import json
from pathlib import Path

import pytest

from deploy.errors import ExitCode
from deploy.model.row import Kind
from tests.tasks.images import prompt_with_images
from tests.tasks.prompt import Prompt

pytestmark = pytest.mark.usefixtures("without_engine")

NAMED = ("--env=memory", "--release=v1")


@pytest.fixture
def shop(tmp_path: Path) -> Prompt:
    """A prompt in a copy of systems and images."""
    return prompt_with_images(tmp_path)


def test_build_push_and_deploy_are_about_the_same_digest(shop: Prompt) -> None:
    """The deployment takes the release from the ledger, where the push recorded it."""
    codes = [shop.type(verb, *NAMED).code for verb in ("build", "push", "deploy")]
    pushed = next(row for row in shop.store.rows() if row.kind is Kind.RELEASE)
    (artifact,) = json.loads(pushed.value("record"))["artifacts"]
    tag = shop.folder / ".swingbridge/cost-simulator/memory/registry/tags/cost-simulator/v1"

    assert [0, 0, 0] == codes
    assert tag.read_text() == artifact["digest"]
    assert "v1" == shop.live


def test_a_second_build_and_push_say_that_nothing_changed(shop: Prompt) -> None:
    """And the ledger gets no second record."""
    for verb in ("build", "push"):
        shop.type(verb, *NAMED)
    again = shop.type("build", *NAMED)
    pushed = shop.type("push", *NAMED)

    assert "nothing changed, so the image stays" in again.told
    assert "the registry has it already" in pushed.told
    assert 1 == len([row for row in shop.store.rows() if row.kind is Kind.RELEASE])


def test_another_image_under_the_same_name_is_refused(shop: Prompt) -> None:
    """By the ledger and by the registry; both digests are named."""
    for verb in ("build", "push"):
        shop.type(verb, *NAMED)
    (shop.folder / "docker/stand_in/new.py").write_text("NEW = 1\n")
    shop.type("build", *NAMED)
    refused = shop.type("push", *NAMED)

    assert ExitCode.REFUSED == refused.code
    assert "release-has-other-images" in refused.told
    assert "tag-has-another-image" in refused.told


def test_what_was_not_built_is_not_pushed(shop: Prompt) -> None:
    """Exit 3 and the line that builds it."""
    refused = shop.type("push", *NAMED)

    assert ExitCode.REFUSED == refused.code
    assert "inv build --release=v1" in refused.told


def test_a_plan_builds_and_pushes_nothing(shop: Prompt) -> None:
    """The steps are printed; shelf, registry and ledger stay as they are."""
    shown = shop.type("build", *NAMED, "--plan")

    assert ExitCode.DONE == shown.code
    assert "build the image of app for v1" in shown.told
    assert not (shop.folder / ".swingbridge/cost-simulator/images/blobs").exists()
    assert shop.is_untouched


def test_the_images_of_a_system_are_made_and_pushed_in_one_step_each(shop: Prompt) -> None:
    """Every component has lines of its own, and a place in what was observed."""
    named = (*NAMED, "--app=fraud-detector", "--json")
    events = {verb: shop.type(verb, *named).events() for verb in ("build", "push")}
    for verb, told in events.items():
        parts = {event["part"] for event in told if event["event"] == "part"}
        (step,) = (e for e in told if e["event"] == "step-ended" and str(e["name"]).startswith(verb))
        assert {"ml", "worker", "api"} == parts, verb
        assert 3 == str(step["text"]).count("sha256:"), verb


def test_build_and_push_in_one_line_are_one_start_of_the_program(shop: Prompt) -> None:
    """Each does what it does alone."""
    both = shop.type("build", *NAMED, "push", *NAMED)

    assert 0 == both.code
    assert 1 == len([row for row in shop.store.rows() if row.kind is Kind.RELEASE])
    assert "the registry has it already" in shop.type("push", *NAMED).told


def test_a_build_that_is_refused_in_one_line_with_a_push_pushes_nothing(shop: Prompt) -> None:
    """The exit code is that of the build."""
    refused = shop.type("build", "--env=memory", "--release=latest", "push", *NAMED)

    assert ExitCode.REFUSED == refused.code
    assert "release-name-moves" in refused.told
    assert "v1" not in refused.told
