"""Checkov, which reads Terraform, by its command line and without the network."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from deploy.connectors.process.port import ProcessRunner
from deploy.connectors.scanner.asking import said
from deploy.connectors.scanner.failing import NO_REPORT, unreadable
from deploy.connectors.scanner.port import Examination, Finding, Severity

_OPTIONS = ("--framework", "terraform", "--output", "json", "--compact", "--quiet")
_ALONE = ("--skip-download", "--soft-fail")
"""No rules from its maker's service, and exit code 0 where it found something: that is not a failure."""


class Checkov:
    """Its rules come with it. They have no severity without its maker's service, so each counts as medium."""

    name = "checkov"

    def __init__(self, processes: ProcessRunner) -> None:
        self._processes = processes

    def examine_folder(self, folder: Path) -> Examination:
        """Look at every resource in the folder; a file that it cannot read counts as high."""
        told = said(self._processes, self.name, "--directory", str(folder), *_OPTIONS, *_ALONE)
        try:
            report = json.loads(told)
            summary = report.get("summary", report)  # a folder without resources gets a short report
            found = (*_findings(report.get("results") or {}), *_unread(int(summary["parsing_errors"])))
            items = int(summary["resource_count"])
            return Examination(self.name, str(summary["checkov_version"]), items, found)
        except NO_REPORT as error:
            raise unreadable(self.name, error) from error


def _findings(results: Mapping[str, Any]) -> Iterator[Finding]:
    for one in results.get("failed_checks") or []:
        severity = Severity.of(str(one["severity"])) if one.get("severity") else Severity.MEDIUM
        where = f"{str(one['file_path']).lstrip('/')}:{one['file_line_range'][0]}"
        yield Finding(str(one["check_id"]), severity, where, f"{one['resource']}: {one['check_name']}")


def _unread(count: int) -> Iterator[Finding]:
    """What it cannot read it passes over, and only counts."""
    if count:
        yield Finding("unreadable", Severity.HIGH, "terraform", f"{count} files could not be read")
