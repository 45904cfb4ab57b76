"""The real Checkov, where it is installed: its packages do not fit ours, so it lives beside them."""

from pathlib import Path
from shutil import which

import pytest

from deploy.bootstrap import open_clock, open_processes
from deploy.connectors.scanner.checkov import Checkov
from deploy.connectors.scanner.port import Examination, Severity

OPEN = """resource "aws_security_group" "open" {
  name = "open"
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"""

pytestmark = pytest.mark.skipif(
    which("checkov") is None, reason="Checkov is not installed (pipx install checkov)"
)


def examined(folder: Path) -> Examination:
    """What it says of a folder."""
    return Checkov(open_processes(open_clock(), lambda: None)).examine_folder(folder)


def test_an_open_door_is_found_with_file_and_line(tmp_path: Path) -> None:
    """Its resources are what was examined."""
    (tmp_path / "main.tf").write_text(OPEN)
    told = examined(tmp_path)

    assert 1 == told.items
    assert ("CKV_AWS_24", "main.tf:1") in {(finding.rule, finding.where) for finding in told.findings}


def test_row_34_a_folder_without_resources_was_not_examined(tmp_path: Path) -> None:
    """It ends well all the same; the count says it."""
    assert 0 == examined(tmp_path).items


def test_a_file_that_it_cannot_read_counts_as_high(tmp_path: Path) -> None:
    """It passes over it, and only counts."""
    (tmp_path / "main.tf").write_text('resource "aws_x" {{{')

    assert [Severity.HIGH] == [finding.severity for finding in examined(tmp_path).findings]
