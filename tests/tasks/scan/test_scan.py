"""Scan, as a person types it."""

import json
from pathlib import Path

import pytest

from deploy.errors import ExitCode
from tests.tasks.images import prompt_with_images
from tests.tasks.prompt import Prompt

pytestmark = pytest.mark.usefixtures("without_engine")

NAMED = ("--env=memory", "--release=v1")
KEY = "AKIA" + "IOSFODNN7EXAMPLE"


@pytest.fixture
def shop(tmp_path: Path) -> Prompt:
    """A prompt in a copy of systems and images."""
    return prompt_with_images(tmp_path)


def test_an_image_of_ours_passes_and_leaves_its_reports(shop: Prompt) -> None:
    """Three tools looked at it; the bill of materials names its files."""
    shop.type("build", *NAMED)
    passed = shop.type("scan", *NAMED)
    (sbom,) = (shop.folder / ".swingbridge/cost-simulator/images/scans").glob("*/sbom.cdx.json")

    assert ExitCode.DONE == passed.code
    assert all(tool in passed.told for tool in ("hygiene", "secrets", "packages"))
    assert "stand_in/server.py" in {one["name"] for one in json.loads(sbom.read_text())["components"]}
    names = {"report.json", "report.sarif", "sbom.cdx.json", "verdict.json"}
    assert names == {path.name for path in sbom.parent.iterdir()}


def test_a_planted_secret_is_refused_until_somebody_answers_for_it(shop: Prompt) -> None:
    """Exit 3, with the file and without the secret; a waiver lets it pass."""
    (shop.folder / "docker/stand_in/keys.py").write_text(f"KEY = '{KEY}'\n")
    shop.type("build", *NAMED)
    refused = shop.type("scan", *NAMED)
    waiver = 'image = "cost-simulator"\nrule = "aws-access-key"\nowner = "ann"\nreason = "an example"\n'
    (shop.folder / "docker/waivers.toml").write_text(f"[[waiver]]\n{waiver}expires = 2999-01-01\n")
    passed = shop.type("scan", *NAMED)

    assert ExitCode.REFUSED == refused.code
    assert "stand_in/keys.py:1" in refused.told
    assert KEY not in refused.told
    assert ExitCode.DONE == passed.code


def test_row_34_staging_names_the_tool_that_is_missing(shop: Prompt, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 7: without its answer nothing passes."""
    shop.type("build", *NAMED)
    monkeypatch.setenv("PATH", str(shop.folder))
    missing = shop.type("scan", "--env=staging", "--release=v1")

    assert ExitCode.TOOL_MISSING == missing.code
    assert "there is no program trivy" in missing.told


def test_what_was_not_built_is_not_scanned(shop: Prompt) -> None:
    """Exit 3 and the line that builds it."""
    refused = shop.type("scan", *NAMED)

    assert ExitCode.REFUSED == refused.code
    assert "inv build --release=v1" in refused.told


def test_row_39_a_disk_without_room_for_the_reports(shop: Prompt) -> None:
    """Exit 4 with the file system; there is no verdict, so nothing is believed."""
    shop.type("build", *NAMED)
    place = shop.folder / ".swingbridge/cost-simulator/images/scans"
    place.mkdir()
    (bundle,) = (shop.folder / ".swingbridge/cost-simulator/images/tags/app").iterdir()
    report = place / bundle.read_text().replace(":", "-") / "report.sarif"
    report.parent.mkdir()
    report.symlink_to("/dev/full")
    full = shop.type("scan", *NAMED)

    assert ExitCode.REVERTED == full.code
    assert "disk-full" in full.told
    assert not (report.parent / "verdict.json").exists()
