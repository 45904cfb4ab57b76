"""hadolint, which reads Dockerfiles, by its command line."""

import json
from collections.abc import Mapping

from deploy.connectors.process.port import ProcessRunner
from deploy.connectors.scanner.asking import said
from deploy.connectors.scanner.failing import NO_REPORT, unreadable
from deploy.connectors.scanner.port import Examination, Finding, Severity, Specimen

_SEVERITIES: Mapping[str, Severity] = {"error": Severity.HIGH, "warning": Severity.MEDIUM}
_SECONDS = 60.0


class Hadolint:
    """Asks the program; its rules come with it, so it needs no database."""

    name = "hadolint"

    def __init__(self, processes: ProcessRunner) -> None:
        self._processes = processes

    def examine(self, specimen: Specimen) -> Examination:
        """Read the Dockerfile; without one nothing is examined."""
        if specimen.dockerfile is None:
            return Examination(self.name, "not asked", 0)
        version = self._said("--version").rpartition(" ")[2].strip()
        report = self._said("--no-fail", "--format", "json", "--", str(specimen.dockerfile))
        lines = len(specimen.dockerfile.read_text().splitlines())
        try:
            found = tuple(_finding(one) for one in json.loads(report))
        except NO_REPORT as error:
            raise unreadable(self.name, error) from error
        return Examination(self.name, version, lines, found)

    def _said(self, *words: str) -> str:
        return said(self._processes, self.name, *words, seconds=_SECONDS)


def _finding(one: Mapping[str, object]) -> Finding:
    severity = _SEVERITIES.get(str(one["level"]), Severity.LOW)
    return Finding(str(one["code"]), severity, f"Dockerfile:{one['line']}", str(one["message"]))
