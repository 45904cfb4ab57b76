"""Reports of a scan, as files: the bill of materials, SARIF for code hosts, and all of it as JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from urllib.parse import quote

from deploy.bootstrap import Workshop
from deploy.connectors.scanner.port import Bill, Examination, Finding, Severity, Specimen
from deploy.tasks.scan.verdict import Scanned

BILL = "sbom.cdx.json"
_LEVELS = {
    Severity.LOW: "note",
    Severity.MEDIUM: "warning",
    Severity.HIGH: "error",
    Severity.CRITICAL: "error",
}
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def place_of(shop: Workshop, name: str) -> Path:
    """The folder for what is found out about an image, named by its digest."""
    place = shop.shelf.folder / "scans" / name.replace(":", "-")
    place.mkdir(parents=True, exist_ok=True)
    return place


def write_bill(shop: Workshop, specimen: Specimen) -> Bill:
    """Write the bill of materials, for everybody who matches it against something."""
    path = place_of(shop, specimen.image.digest) / BILL
    document = shop.bill_of_materials(specimen)
    _write(path, document)
    return shop.read_bill(path, document)


def write_reports(place: Path, scanned: Scanned, about: Mapping[str, object]) -> None:
    """Write both reports of what was found."""
    _write(place / "report.sarif", _sarif(scanned))
    _write(place / "report.json", {**about, **asdict(scanned)})


def _write(path: Path, words: Mapping[str, object]) -> None:
    path.write_text(json.dumps(words, indent=1, sort_keys=True, default=str) + "\n")


def _sarif(scanned: Scanned) -> dict[str, object]:
    return {
        "$schema": _SARIF,
        "version": "2.1.0",
        "runs": [_run(examination) for examination in scanned.examinations],
    }


def _run(examination: Examination) -> dict[str, object]:
    driver = {"name": examination.tool, "version": examination.version}
    return {"tool": {"driver": driver}, "results": [_result(finding) for finding in examination.findings]}


def _result(finding: Finding) -> dict[str, object]:
    path, _, line = finding.where.rpartition(":")
    has_line = line.isdigit() and int(line) > 0
    place: dict[str, object] = {"artifactLocation": {"uri": quote(path if has_line else finding.where)}}
    if has_line:
        place["region"] = {"startLine": int(line)}
    return {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.what},
        "locations": [{"physicalLocation": place}],
    }
