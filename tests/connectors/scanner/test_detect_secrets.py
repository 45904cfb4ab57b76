"""detect-secrets over layers: the real program where it is installed."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from deploy.connectors.clock.system import SystemClock
from deploy.connectors.process.port import Result
from deploy.connectors.process.runner import ChildRunner, Surroundings
from deploy.connectors.scanner.detect_secrets import LARGEST, DetectSecrets
from deploy.connectors.scanner.port import Severity
from deploy.errors import Reverted, ToolMissing
from deploy.model.secret import Redaction
from tests.connectors.scanner.answers import Answers
from tests.connectors.scanner.specimens import specimen

# Put together at run time, so that nobody takes this file for a leak.
KEY = "AKIA" + "IOSFODNN7EXAMPLE"
TOKEN = "ghp_" + "a1B2" * 9
BESIDE = str(Path(sys.executable).parent)
is_there = shutil.which("detect-secrets", path=f"{BESIDE}:{os.environ['PATH']}") is not None
needs_program = pytest.mark.skipif(not is_there, reason="detect-secrets is not installed: extra `scan`")


def processes(environ: Mapping[str, str] | None = None) -> ChildRunner:
    """The real runner of programs."""
    path = {"PATH": f"{BESIDE}:{os.environ['PATH']}"} if environ is None else environ
    return ChildRunner(Surroundings(SystemClock(), path, lambda: None, lambda: Redaction.of([])))


@needs_program
def test_planted_secrets_are_found_in_layers_and_configuration_and_never_told(tmp_path: Path) -> None:
    """Also those that a later layer removes, and those behind a comment that excuses them."""
    below = [("app/settings.py", f"one\nKEY = '{KEY}'  # pragma: allowlist secret\n".encode(), 0o644)]
    above = [("app/.wh.settings.py", b"", 0o600), ("../../etc/evil", TOKEN.encode(), 0o644)]
    made = specimen(tmp_path, below, above, config={"config": {"Env": [f"TOKEN={TOKEN}"]}})
    told = DetectSecrets(processes()).examine(made)

    assert {
        ("aws-access-key", "app/settings.py:2", Severity.CRITICAL),
        ("github-token", "../../etc/evil:1", Severity.CRITICAL),
        ("github-token", "configuration:1", Severity.CRITICAL),
    } == {(finding.rule, finding.where, finding.severity) for finding in told.findings}
    assert (3, "1.5.0") == (told.items, told.version)
    assert [] == [secret for secret in (KEY, TOKEN) if secret in repr(told)]
    assert [] == list(tmp_path.rglob("layers-*"))


@needs_program
def test_a_clean_image_has_no_findings(tmp_path: Path) -> None:
    """Binary files are left to our own patterns."""
    layer = [
        ("a.py", b"print(1)\n", 0o644),
        ("b", b"\0" + KEY.encode(), 0o644),
        ("c", b"x" * (LARGEST + 1), 0o644),
    ]
    told = DetectSecrets(processes()).examine(specimen(tmp_path, layer))

    assert (2, ()) == (told.items, told.findings)


def test_row_34_without_the_program_there_is_exit_7(tmp_path: Path) -> None:
    """And nothing of the image is left lying about."""
    with pytest.raises(ToolMissing):
        DetectSecrets(processes({"PATH": str(tmp_path)})).examine(specimen(tmp_path, [("a", b"x", 0o644)]))

    assert [] == list(tmp_path.rglob("layers-*"))


@pytest.mark.parametrize("answer", [Result(2, err="x"), Result(0, out=""), Result(0, out='{"version": "1"}')])
def test_an_answer_that_is_none_is_a_failure(tmp_path: Path, answer: Result) -> None:
    """Not an image without secrets."""
    with pytest.raises(Reverted):
        DetectSecrets(Answers({"detect-secrets": answer})).examine(specimen(tmp_path, [("a", b"x", 0o644)]))
