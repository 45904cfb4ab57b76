"""Tools of others, by recorded reports."""

import json
from datetime import date
from pathlib import Path

import pytest

from deploy.connectors.process.memory import MemoryProcessRunner, Scripted
from deploy.connectors.process.port import Result
from deploy.connectors.scanner.hadolint import Hadolint
from deploy.connectors.scanner.port import Finding, Severity, Specimen
from deploy.connectors.scanner.trivy import Trivy
from deploy.errors import Reverted, ToolMissing
from tests.connectors.scanner.answers import Answers
from tests.connectors.scanner.specimens import specimen

HADOLINT = [
    {"file": "Dockerfile", "line": 1, "column": 1, "level": "warning", "code": "DL3006", "message": "Tag it"}
]
TRIVY_VERSION = {
    "Version": "0.58.1",
    "VulnerabilityDB": {"Version": 2, "UpdatedAt": "2026-11-18T06:16:36.1Z"},
}
TRIVY = {
    "SchemaVersion": 2,
    "Results": [
        {
            "Target": "x (debian 12.4)",
            "Class": "os-pkgs",
            "Packages": [{"Name": "libc6"}, {"Name": "zlib1g"}],
            "Vulnerabilities": [
                {
                    "VulnerabilityID": "CVE-2023-45853",
                    "PkgName": "zlib1g",
                    "InstalledVersion": "1:1.2.13",
                    "Severity": "CRITICAL",
                }
            ],
        },
        {"Target": "Python", "Class": "lang-pkgs", "Packages": [{"Name": "boto3"}]},
    ],
}


@pytest.fixture
def made(tmp_path: Path) -> Specimen:
    """Any image."""
    return specimen(tmp_path, [("a", b"", 0o644)])


def hadolint_says(made: Specimen, outcome: Result | ToolMissing) -> Hadolint:
    """The adapter over a recorded answer."""
    asked = ("hadolint", "--no-fail", "--format", "json", "--", str(made.dockerfile))
    version = Scripted(("hadolint", "--version"), Result(0, out="Haskell Dockerfile Linter 2.15.1\n"))
    return Hadolint(MemoryProcessRunner(version, Scripted(asked, outcome)))


def test_hadolint_s_report_becomes_findings(made: Specimen) -> None:
    """The lines of the Dockerfile are what was examined."""
    found = hadolint_says(made, Result(0, out=json.dumps(HADOLINT))).examine(made)

    assert ("hadolint", "2.15.1", 4) == (found.tool, found.version, found.items)
    assert (Finding("DL3006", Severity.MEDIUM, "Dockerfile:1", "Tag it"),) == found.findings


@pytest.mark.parametrize(
    "outcome",
    [
        Result(2, err="bad option"),
        Result(0, out="no json"),
        Result(0, out="[{}]"),
        Result(0, out=json.dumps(HADOLINT), cut_characters=1),
    ],
)
def test_an_answer_that_is_none_is_a_failure(made: Specimen, outcome: Result) -> None:
    """Not an image without findings."""
    with pytest.raises(Reverted) as caught:
        hadolint_says(made, outcome).examine(made)

    assert "scanner-failed" == caught.value.reference


def test_row_34_a_tool_that_is_missing_is_exit_7(made: Specimen) -> None:
    """As the runner of programs says it."""
    missing = ToolMissing("tool-missing", what="no hadolint", why="x", do="y")
    with pytest.raises(ToolMissing):
        hadolint_says(made, missing).examine(made)


def trivy_says(version: object, report: object) -> Trivy:
    """The adapter over recorded answers."""
    return Trivy(Answers({"version": json.dumps(version), "image": json.dumps(report)}))


def test_trivy_s_report_becomes_findings_with_the_day_of_its_database(made: Specimen) -> None:
    """All packages are counted, also those of results without findings."""
    found = trivy_says(TRIVY_VERSION, TRIVY).examine(made)

    assert ("0.58.1", 3, date(2026, 11, 18)) == (found.version, found.items, found.database_date)
    what = "1:1.2.13, mended in no version yet"
    assert (Finding("CVE-2023-45853", Severity.CRITICAL, "zlib1g", what),) == found.findings


def test_trivy_without_a_database_or_results_is_not_believed(made: Specimen) -> None:
    """No database is a failure; no results are no items."""
    with pytest.raises(Reverted):
        trivy_says({"Version": "0.58.1"}, TRIVY).examine(made)

    assert 0 == trivy_says(TRIVY_VERSION, {"SchemaVersion": 2}).examine(made).items
