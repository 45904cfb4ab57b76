"""How bad a vulnerability is, by the examples of each version's specification."""

import sys

import pytest

from deploy.connectors.scanner.cvss import severity_of
from deploy.connectors.scanner.port import Severity
from deploy.errors import ToolMissing

WORST = "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"


@pytest.mark.parametrize(
    ("vector", "severity"),
    [
        (f"CVSS:4.0/{WORST}", Severity.CRITICAL),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N", Severity.MEDIUM),
        ("CVSS:4.0/AV:L/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", Severity.HIGH),
        ("CVSS:4.0/AV:P/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", Severity.LOW),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", Severity.CRITICAL),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", Severity.MEDIUM),
        ("CVSS:3.0/AV:L/AC:H/PR:L/UI:N/S:U/C:H/I:H/A:H", Severity.HIGH),
        ("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", Severity.LOW),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", Severity.LOW),
        ("AV:L/AC:L/Au:N/C:C/I:C/A:C", Severity.HIGH),
    ],
)
def test_a_vector_of_any_version_has_a_severity(vector: str, severity: Severity) -> None:
    """What does no harm at all counts as low."""
    assert severity is severity_of(vector)


@pytest.mark.parametrize(
    "text", ["", "high", "CVSS:4.0/AV:N", "CVSS:3.1/AV:N/AC:L", "CVSS:9.0/AV:N", f"CVSS:4.0/{WORST}/AV:N"]
)
def test_what_is_no_vector_has_none(text: str) -> None:
    """Then the word of the database counts, and without one it is high."""
    assert severity_of(text) is None


def test_row_34_without_its_package_nothing_is_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 7 with the line that installs it."""
    monkeypatch.setitem(sys.modules, "cvss", None)
    with pytest.raises(ToolMissing, match="cvss is not installed"):
        severity_of(f"CVSS:4.0/{WORST}")
