"""Trivy, which knows vulnerabilities, by its command line and without the network."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from deploy.connectors.process.port import ProcessRunner
from deploy.connectors.scanner.asking import said
from deploy.connectors.scanner.failing import NO_REPORT, unreadable
from deploy.connectors.scanner.layout import laid_out
from deploy.connectors.scanner.port import Examination, Finding, Severity, Specimen

_QUIET = ("--quiet", "--format", "json", "--list-all-pkgs", "--offline-scan", "--skip-db-update")


class Trivy:
    """Asks the program about the image's own bytes; its database is not fetched here, and its age is told."""

    name = "trivy"

    def __init__(self, processes: ProcessRunner) -> None:
        self._processes = processes

    def examine(self, specimen: Specimen) -> Examination:
        """Examine every package that it finds in the image."""
        told = said(self._processes, self.name, "version", "--format", "json")
        with laid_out(specimen.image) as folder:
            answer = said(self._processes, self.name, "image", *_QUIET, "--input", str(folder))
        try:
            version, report = json.loads(told), json.loads(answer)
            day = date.fromisoformat(str(version["VulnerabilityDB"]["UpdatedAt"])[:10])
            found = tuple(_findings(report))
            return Examination(self.name, str(version["Version"]), _items(report), found, day)
        except NO_REPORT as error:
            raise unreadable(self.name, error) from error


def _results(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(report.get("Results") or [])


def _items(report: Mapping[str, Any]) -> int:
    return sum(len(result.get("Packages") or []) for result in _results(report))


def _findings(report: Mapping[str, Any]) -> Iterator[Finding]:
    for result in _results(report):
        for one in result.get("Vulnerabilities") or []:
            what = f"{one['InstalledVersion']}, mended in {one.get('FixedVersion') or 'no version yet'}"
            severity = Severity.of(str(one["Severity"]))
            yield Finding(str(one["VulnerabilityID"]), severity, str(one["PkgName"]), what)
