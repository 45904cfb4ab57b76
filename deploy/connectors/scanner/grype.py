"""Grype, which knows vulnerabilities, by its command line and without the network."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from deploy.connectors.process.port import Command, ProcessRunner
from deploy.connectors.scanner.asking import SECONDS
from deploy.connectors.scanner.failing import NO_REPORT, failed, unreadable
from deploy.connectors.scanner.port import Examination, Finding, Severity, Specimen

_OFFLINE = (("GRYPE_DB_AUTO_UPDATE", "false"), ("GRYPE_CHECK_FOR_APP_UPDATE", "false"))
_KEPT = 64 * 1024 * 1024
_LETS_THROUGH = ("GRYPE_DB_CACHE_DIR", "XDG_CACHE_HOME")


class Grype:
    """Matches the bill of materials, so what it examined can be counted: its report names matches only.

    How old its database may be is decided by our own policy: Grype's would end with an error.
    """

    name = "grype"

    def __init__(self, processes: ProcessRunner) -> None:
        self._processes = processes

    def examine(self, specimen: Specimen) -> Examination:
        """Match every part of the bill."""
        argv = (self.name, f"sbom:{specimen.bill.path}", "--output", "json")
        done = self._processes.run(
            Command(
                argv,
                lets_through=_LETS_THROUGH,
                variables=(*_OFFLINE, ("GRYPE_DB_VALIDATE_AGE", "false")),
                deadline_seconds=SECONDS,
                no_progress_seconds=SECONDS,
                output_cap=_KEPT,
            )
        )
        if not done.is_ok or done.cut_characters:
            raise failed(self.name, f"it {done.ending}: {done.err.strip()[-300:]}")
        try:
            report = json.loads(done.out)
            found, about = tuple(_findings(report)), report["descriptor"]
            items = len(specimen.bill.parts)
            return Examination(self.name, str(about["version"]), items, found, _day(about["db"]))
        except NO_REPORT as error:
            raise unreadable(self.name, error) from error


def _day(database: Mapping[str, Any]) -> date:
    """When its database was built; up to version 0.87 that stood one level higher."""
    return date.fromisoformat(str((database.get("status") or database)["built"])[:10])


def _findings(report: Mapping[str, Any]) -> Iterator[Finding]:
    for match in report["matches"]:
        one, part = match["vulnerability"], match["artifact"]
        mended = ", ".join((one.get("fix") or {}).get("versions") or []) or "no version yet"
        what = f"{part['version']}, mended in {mended}"
        yield Finding(str(one["id"]), Severity.of(str(one["severity"])), str(part["name"]), what)
