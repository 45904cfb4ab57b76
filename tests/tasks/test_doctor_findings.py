"""The doctor tells apart: there and new enough, there and too old, there and not answering, not there."""

from deploy.connectors.process.memory import MemoryProcessRunner, Scripted
from deploy.connectors.process.port import Result
from deploy.errors import SwingbridgeError, ToolMissing
from deploy.tasks.doctor.look import findings
from deploy.tasks.doctor.plan import TOOLS

_NOT_THERE = ToolMissing("program-missing", what="ssh was not found", why="not on the PATH", do="install it")
_ANSWERS: tuple[Result | SwingbridgeError, ...] = (
    Result(0, out="git version 2.39.5"),
    Result(
        1, err="Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the daemon running?"
    ),
    Result(0, out="Terraform v1.4.9\non linux_amd64"),
    Result(0, out="aws-cli/2.31.1 Python/3.13"),
    _NOT_THERE,
    Result(0, out="Haskell Dockerfile Linter 2.15.1"),
    Result(0, out="Version: 0.58.1"),
    Result(0, out="Application:   grype\nVersion:       0.118.0"),
    _NOT_THERE,
    Result(0, out="1.5.0"),
    _NOT_THERE,
    Result(0, out="  ______ \nGitVersion:    v2.4.1\n"),
)


def _found() -> dict[str, tuple[bool, str]]:
    script = (Scripted(tool.argv, answer) for tool, answer in zip(TOOLS, _ANSWERS, strict=True))
    return {f.tool.name: (f.is_good, f.line()[1]) for f in findings(MemoryProcessRunner(*script))}


def test_a_tool_that_is_there_and_new_enough_is_good() -> None:
    """The version is read from what the tool prints first."""
    found = _found()

    assert {"git": (True, "2.39.5"), "aws": (True, "2.31.1")}.items() <= found.items()
    assert {"grype": (True, "0.118.0"), "cosign": (True, "2.4.1")}.items() <= found.items()


def test_an_old_tool_is_not_good_and_its_version_is_told() -> None:
    """Terraform 1.4 is older than the oldest that will do."""
    assert (False, "1.4.9") == _found()["terraform"]


def test_a_tool_that_cannot_answer_tells_why_in_a_short_line() -> None:
    """A Docker client without its engine is no Docker."""
    is_good, found = _found()["docker"]

    assert not is_good
    assert found.startswith("Cannot connect to the Docker daemon")
    assert len(found) < 60


def test_a_tool_that_is_not_there_is_a_finding_and_no_failure() -> None:
    """The doctor goes on with the next tool."""
    assert (False, "ssh was not found") == _found()["ssh"]
