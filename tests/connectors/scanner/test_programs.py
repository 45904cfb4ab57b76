"""Grype, Syft, Trivy and Checkov: recorded reports, and the very bytes of the image."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from deploy.connectors.process.port import Command, Result, ignore
from deploy.connectors.scanner.bills import Bills
from deploy.connectors.scanner.checkov import Checkov
from deploy.connectors.scanner.grype import Grype
from deploy.connectors.scanner.port import Bill, Finding, Part, Severity, Specimen
from deploy.connectors.scanner.syft import Syft
from deploy.errors import Reverted, ToolMissing
from tests.connectors.scanner.answers import Answers
from tests.connectors.scanner.specimens import bundle, specimen

GRYPE: dict[str, Any] = {
    "matches": [
        {
            "vulnerability": {
                "id": "CVE-2023-45853",
                "severity": "Critical",
                "fix": {"versions": ["1:1.3.1"], "state": "fixed"},
            },
            "artifact": {"name": "zlib1g", "version": "1:1.2.13", "type": "deb"},
        },
        {
            "vulnerability": {
                "id": "CVE-2099-1",
                "severity": "Unknown",
                "fix": {"versions": [], "state": ""},
            },
            "artifact": {"name": "libc6", "version": "2.36", "type": "deb"},
        },
    ],
    "descriptor": {
        "name": "grype",
        "version": "0.118.0",
        "db": {"status": {"valid": True, "schemaVersion": "v6.1.9", "built": "2026-11-18T04:11:06Z"}},
    },
}
OLDER_DB = {"built": "2026-11-17T01:31:26Z", "schemaVersion": 5}
CHECKOV: dict[str, Any] = {
    "check_type": "terraform",
    "results": {
        "failed_checks": [
            {
                "check_id": "CKV_AWS_24",
                "check_name": "Ensure no security groups allow ingress from 0.0.0.0:0 to port 22",
                "check_result": {"result": "FAILED"},
                "file_path": "/main.tf",
                "file_line_range": [4, 12],
                "resource": "aws_security_group.open",
                "severity": None,
            }
        ]
    },
    "summary": {
        "passed": 8,
        "failed": 1,
        "skipped": 0,
        "parsing_errors": 0,
        "resource_count": 2,
        "checkov_version": "3.3.30",
    },
}
EMPTY_CHECKOV = {**CHECKOV["summary"], "passed": 0, "failed": 0, "resource_count": 0}
SYFT = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "metadata": {"component": {"name": "x"}},
    "components": [],
}


@pytest.fixture
def made(tmp_path: Path) -> Specimen:
    """An image of one package."""
    bill = Bill(tmp_path / "sbom.cdx.json", (Part("deb", "zlib1g", "1:1.2.13"),))
    return replace(specimen(tmp_path, [("a", b"", 0o644)]), bill=bill)


def test_grype_matches_the_bill_and_its_parts_are_what_was_examined(made: Specimen) -> None:
    """A severity that nobody has judged counts as high."""
    grype = Grype(Answers({"grype": json.dumps(GRYPE)}))
    told = grype.examine(made)

    assert ("grype", "0.118.0", 1, date(2026, 11, 18)) == (
        told.tool,
        told.version,
        told.items,
        told.database_date,
    )
    assert (
        Finding("CVE-2023-45853", Severity.CRITICAL, "zlib1g", "1:1.2.13, mended in 1:1.3.1"),
        Finding("CVE-2099-1", Severity.HIGH, "libc6", "2.36, mended in no version yet"),
    ) == told.findings


def test_an_older_grype_tells_the_day_one_level_higher(made: Specimen) -> None:
    """Up to 0.87."""
    report = {**GRYPE, "descriptor": {**GRYPE["descriptor"], "db": OLDER_DB}}

    assert date(2026, 11, 17) == Grype(Answers({"grype": json.dumps(report)})).examine(made).database_date


@pytest.mark.parametrize(
    "answer",
    [
        Result(1, err="database does not exist"),
        Result(0, out="no json"),
        Result(0, out="{}"),
        Result(0, out=json.dumps({**GRYPE, "descriptor": {"name": "grype", "version": "1"}})),
        Result(0, out=json.dumps(GRYPE), cut_characters=1),
    ],
)
def test_row_34_grype_without_database_or_report_has_no_answer(made: Specimen, answer: Result) -> None:
    """Not an image without findings."""
    with pytest.raises(Reverted) as caught:
        Grype(Answers({"grype": answer})).examine(made)

    assert "scanner-failed" == caught.value.reference


def test_syft_is_given_the_image_s_own_bytes_and_writes_the_bill(made: Specimen) -> None:
    """Laid out in a folder that is gone afterwards; the bill is about our digest."""
    answers = Answers({"syft": json.dumps(SYFT)})
    words: Any = Syft(answers).document(made)
    (layout,) = answers.layouts
    manifests: Any = layout["manifests"]

    assert [made.image.digest] == [one["digest"] for one in manifests]
    assert made.image.digest == words["metadata"]["component"]["version"]
    assert [] == list(made.image.config.path.parent.parent.glob("layout-*"))


@pytest.mark.parametrize("report", ["", "[]", json.dumps({**SYFT, "specVersion": "1.4"})])
def test_what_is_no_bill_of_the_form_that_was_asked_for_is_a_failure(made: Specimen, report: str) -> None:
    """Others will match against it."""
    with pytest.raises(Reverted):
        Syft(Answers({"syft": report})).document(made)


class Missing:
    """A machine without that program."""

    def run(self, command: Command, on_line: Callable[[str], None] = ignore) -> Result:
        """Say so."""
        on_line("")
        raise ToolMissing("tool-missing", what=f"no {command.argv[0]}", why="x", do="y")


def test_without_syft_the_bill_is_our_own(made: Specimen) -> None:
    """Which of the two wrote it stands in the bill."""
    own: Any = Bills(Missing()).document(made)
    theirs: Any = Bills(Answers({"syft": json.dumps({**SYFT, "serialNumber": "theirs"})})).document(made)

    assert [{"type": "application", "name": "swingbridge"}] == own["metadata"]["tools"]["components"]
    assert "theirs" == theirs["serialNumber"]


def test_a_syft_that_fails_is_not_passed_over(made: Specimen) -> None:
    """Else a broken tool would look like one that is not there."""
    with pytest.raises(Reverted):
        Bills(Answers({"syft": Result(1, err="broken")})).document(made)


def test_a_bundle_is_read_as_its_files(tmp_path: Path) -> None:
    """Syft is not even asked."""
    words: Any = Bills(Answers({})).document(bundle(tmp_path, ("main.py", b"x", 0o644)))

    assert ["main.py"] == [component["name"] for component in words["components"]]


def test_checkov_s_report_becomes_findings(tmp_path: Path) -> None:
    """Its resources are what was examined; without a severity of its own a finding counts as medium."""
    told = Checkov(Answers({"checkov": json.dumps(CHECKOV)})).examine_folder(tmp_path)

    assert ("checkov", "3.3.30", 2) == (told.tool, told.version, told.items)
    what = "aws_security_group.open: Ensure no security groups allow ingress from 0.0.0.0:0 to port 22"
    assert (Finding("CKV_AWS_24", Severity.MEDIUM, "main.tf:4", what),) == told.findings


def test_a_file_that_checkov_cannot_read_counts_as_high(tmp_path: Path) -> None:
    """It passes over it, and only counts."""
    report = {**CHECKOV, "summary": {**CHECKOV["summary"], "parsing_errors": 1}}
    told = Checkov(Answers({"checkov": json.dumps(report)})).examine_folder(tmp_path)

    assert Severity.HIGH == told.findings[-1].severity


def test_row_34_a_folder_without_resources_was_not_examined(tmp_path: Path) -> None:
    """Checkov answers with a short report; and with nothing at all where there is no folder."""
    assert 0 == Checkov(Answers({"checkov": json.dumps(EMPTY_CHECKOV)})).examine_folder(tmp_path).items
    with pytest.raises(Reverted):
        Checkov(Answers({"checkov": ""})).examine_folder(tmp_path)
