"""Reports of a scan, as files: the bill of materials, SARIF for code hosts, and all of it as JSON."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from deploy.bootstrap import Workshop
from deploy.connectors.scanner.port import Examination, Finding, Severity, Specimen
from deploy.tasks.scan.verdict import Scanned

_LEVELS = {
    Severity.LOW: "note",
    Severity.MEDIUM: "warning",
    Severity.HIGH: "error",
    Severity.CRITICAL: "error",
}
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def write_reports(shop: Workshop, specimen: Specimen, scanned: Scanned, today: date) -> Path:
    """Write all three, under the image's digest; the folder."""
    place = shop.shelf.folder / "scans" / specimen.image.digest.replace(":", "-")
    place.mkdir(parents=True, exist_ok=True)
    contents = {
        "sbom.cdx.json": shop.bill_of_materials(specimen),
        "report.sarif": _sarif(scanned),
        "report.json": {"image": specimen.image.digest, "scanned": str(today), **asdict(scanned)},
    }
    for name, words in contents.items():
        (place / name).write_text(json.dumps(words, indent=1, sort_keys=True, default=str) + "\n")
    return place


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
    place: dict[str, object] = {"artifactLocation": {"uri": path if line.isdigit() else finding.where}}
    if line.isdigit():
        place["region"] = {"startLine": int(line)}
    return {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.what},
        "locations": [{"physicalLocation": place}],
    }
