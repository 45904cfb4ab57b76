"""Reports as files: what other programs read has to be what they can read."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft7Validator, FormatChecker

from deploy.connectors.scanner.port import Examination, Finding, Severity
from deploy.tasks.scan.reports import write_reports
from deploy.tasks.scan.verdict import Scanned

PLACE = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation"],
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "properties": {"uri": {"type": "string", "format": "uri-reference"}},
                },
                "region": {
                    "type": "object",
                    "properties": {"startLine": {"type": "integer", "minimum": 1}},
                },
            },
        }
    },
}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {"driver": {"type": "object", "required": ["name"]}},
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "ruleId": {"type": "string"},
                                "locations": {"type": "array", "items": PLACE},
                            },
                        },
                    },
                },
            },
        },
    },
}
"""What SARIF 2.1.0 says of the parts that we write."""

WHERE = ("a b/c%d.py:3", "lib/gr\u00fc\u00dfe.so:0", "zlib1g", "Dockerfile:12", "configuration:1", "a:b:c")


def written(folder: Path) -> Any:
    """The report on an image with a finding in each of these places."""
    found = tuple(Finding("rule", Severity.HIGH, where, "x") for where in WHERE)
    examinations = (Examination("one", "1", 5, found), Examination("two", "2", 5))
    write_reports(folder, Scanned("web", "team/web", examinations), {})
    return json.loads((folder / "report.sarif").read_text())


def test_the_report_for_code_hosts_is_sarif(tmp_path: Path) -> None:
    """One run for each tool, those without findings too; names of files are addresses."""
    report = written(tmp_path)
    validator = Draft7Validator(SARIF, format_checker=FormatChecker(["uri-reference"]))

    assert [] == [error.message for error in validator.iter_errors(report)]
    assert ["one", "two"] == [run["tool"]["driver"]["name"] for run in report["runs"]]


def test_every_finding_keeps_its_file_and_line(tmp_path: Path) -> None:
    """A line that is none, and a colon in a name, stay part of the name."""
    places = [r["locations"][0]["physicalLocation"] for r in written(tmp_path)["runs"][0]["results"]]

    assert [
        ("a b/c%d.py", 3),
        ("lib/gr\u00fc\u00dfe.so:0", None),
        ("zlib1g", None),
        ("Dockerfile", 12),
        ("configuration", 1),
        ("a:b:c", None),
    ] == [(unquote(p["artifactLocation"]["uri"]), p.get("region", {}).get("startLine")) for p in places]
