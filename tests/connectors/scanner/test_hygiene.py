"""Our own rules about images."""

from pathlib import Path

import pytest

from deploy.connectors.scanner.hygiene import Hygiene
from tests.connectors.scanner.specimens import GOOD, GOOD_CONFIG, bundle, specimen

FILE = ("app/main.py", b"print(1)\n", 0o644)


def rules(dockerfile: str, folder: Path) -> set[str]:
    """What is found in a Dockerfile."""
    made = specimen(folder, [FILE], dockerfile=dockerfile)
    return {finding.rule for finding in Hygiene().examine(made).findings}


def test_a_good_image_has_no_findings(tmp_path: Path) -> None:
    """And everything in it was looked at."""
    found = Hygiene().examine(specimen(tmp_path, [FILE]))

    assert (1, ()) == (found.items, found.findings)


@pytest.mark.parametrize(
    ("dockerfile", "found"),
    [
        ("FROM python:3.11\nHEALTHCHECK CMD x\n", {"runs-as-root"}),
        ("FROM python:3.11\nUSER root\nHEALTHCHECK CMD x\n", {"runs-as-root"}),
        ("FROM python:3.11\nUSER 0:0\nHEALTHCHECK CMD x\n", {"runs-as-root"}),
        ("FROM python:3.11 AS a\nUSER 1000\nFROM python:3.11\nHEALTHCHECK CMD x\n", {"runs-as-root"}),
        ("FROM python:3.11\nUSER 1000\n", {"no-health-check"}),
        ("FROM python:3.11\nUSER 1000\nHEALTHCHECK NONE\n", {"no-health-check"}),
        (GOOD.replace("${BASE}", "python"), {"base-moves"}),
        (GOOD.replace("${BASE}", "python:latest"), {"base-moves"}),
        (GOOD.replace("${BASE}", "registry:5000/python"), {"base-moves"}),
        (GOOD.replace("${BASE}", "--platform=linux/amd64 python:latest"), {"base-moves"}),
        (GOOD.replace("${BASE}", "python:latest@sha256:" + "a" * 64), set()),
        ("FROM python:3.11 AS one\nFROM one\nUSER 1000\nHEALTHCHECK CMD x\n", set()),
    ],
)
def test_a_dockerfile_names_user_health_check_and_a_base_that_stays(
    tmp_path: Path, dockerfile: str, found: set[str]
) -> None:
    """In its last stage; other stages leave nothing behind."""
    assert found == rules(dockerfile, tmp_path)


@pytest.mark.parametrize("user", ["", "root", "0", "0:0", "root:root"])
def test_the_image_s_own_configuration_counts_too(tmp_path: Path, user: str) -> None:
    """A base can bring back what the Dockerfile does not show."""
    made = specimen(tmp_path, [FILE], config={"config": {"User": user}})
    found = {(finding.rule, finding.where) for finding in Hygiene().examine(made).findings}

    assert {("runs-as-root", "configuration"), ("no-health-check", "configuration")} == found


@pytest.mark.parametrize(
    ("mode", "found"),
    [(0o666, {"world-writable"}), (0o4755, {"setuid"}), (0o2755, {"setuid"}), (0o755, set())],
)
def test_files_that_anybody_can_change_or_that_lend_rights_are_named(
    tmp_path: Path, mode: int, found: set[str]
) -> None:
    """In any layer."""
    made = specimen(tmp_path, [FILE], [("bin/tool", b"x", mode)], config=dict(GOOD_CONFIG))

    assert found == {finding.rule for finding in Hygiene().examine(made).findings}


def test_a_bundle_has_no_configuration_to_be_asked(tmp_path: Path) -> None:
    """Its files and its Dockerfile are looked at all the same."""
    made = bundle(tmp_path, ("run", b"x", 0o777))

    assert ["world-writable"] == [finding.rule for finding in Hygiene().examine(made).findings]
