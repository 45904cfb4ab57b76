"""How bad a vulnerability is, from its vector in the Common Vulnerability Scoring System, versions 2 to 4."""

from deploy.connectors.scanner.port import Severity
from deploy.errors import ToolMissing

_NO_HARM = "None"


def severity_of(vector: str) -> Severity | None:
    """The severity of `CVSS:4.0/AV:N/...`; None where the text is no such vector."""
    try:
        from cvss import CVSS2, CVSS3, CVSS4, CVSSError  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise _missing() from error
    # Vectors of version 2 do not say so: they begin with their first measure.
    kinds = {"CVSS:4.": CVSS4, "CVSS:3.": CVSS3, "AV:": CVSS2}
    kind = next((kind for beginning, kind in kinds.items() if vector.startswith(beginning)), None)
    if kind is None:
        return None
    try:
        word = str(kind(vector).severities()[0])
    except CVSSError:
        return None
    return Severity.LOW if word == _NO_HARM else Severity.of(word)


def _missing() -> ToolMissing:
    return ToolMissing(
        "tool-missing",
        what="the package cvss is not installed",
        why="[scan] asks for osv, whose advisories say by vectors how bad they are",
        do="SWINGBRIDGE_EXTRAS='rehearsal scan' ./inv --list installs it",
    )
