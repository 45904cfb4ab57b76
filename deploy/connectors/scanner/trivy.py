"""Trivy, which knows vulnerabilities, by its command line and without the network."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from deploy.connectors.process.port import Command, ProcessRunner
from deploy.connectors.scanner.failing import failed, unreadable
from deploy.connectors.scanner.port import Examination, Finding, Severity, Specimen

_SEVERITIES = {severity.name: severity for severity in Severity}
_SECONDS = 900.0


class Trivy:
    """Asks the program about a saved image; its database is not fetched here, and its age is told."""

    name = "trivy"

    def __init__(self, processes: ProcessRunner) -> None:
        self._processes = processes

    def examine(self, specimen: Specimen) -> Examination:
        """Examine the image by its digest in the engine's store."""
        try:
            version = json.loads(self._said("trivy", "version", "--format", "json"))
            report = json.loads(self._said(*_arguments(specimen)))
            found = tuple(_findings(report))
            day = date.fromisoformat(str(version["VulnerabilityDB"]["UpdatedAt"])[:10])
            return Examination(self.name, str(version["Version"]), _items(report), found, day)
        except (ValueError, KeyError, TypeError) as error:
            raise unreadable(self.name, error) from error

    def _said(self, *argv: str) -> str:
        done = self._processes.run(Command(argv, deadline_seconds=_SECONDS, output_cap=64 * 1024 * 1024))
        if not done.is_ok or done.cut_characters:
            raise failed(self.name, f"it {done.ending}: {done.err.strip()[-300:]}")
        return done.out


def _arguments(specimen: Specimen) -> tuple[str, ...]:
    """By the digest of the configuration, which is what the engine calls the image's id."""
    quiet = ("--quiet", "--format", "json", "--list-all-pkgs", "--offline-scan", "--skip-db-update")
    return ("trivy", "image", *quiet, "--", specimen.image.config.digest)


def _results(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(report.get("Results") or [])


def _items(report: Mapping[str, Any]) -> int:
    return sum(len(result.get("Packages") or []) for result in _results(report))


def _findings(report: Mapping[str, Any]) -> Iterator[Finding]:
    for result in _results(report):
        for one in result.get("Vulnerabilities") or []:
            severity = _SEVERITIES.get(str(one["Severity"]), Severity.LOW)
            what = f"{one['InstalledVersion']}, mended in {one.get('FixedVersion') or 'no version yet'}"
            yield Finding(str(one["VulnerabilityID"]), severity, str(one["PkgName"]), what)
