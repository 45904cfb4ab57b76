"""What every runner of children does, the real one and the one that plays a script."""

import os

import pytest

from deploy.connectors.clock.system import SystemClock
from deploy.connectors.process.memory import MemoryProcessRunner, Scripted
from deploy.connectors.process.port import Command, ProcessRunner, Result
from deploy.connectors.process.runner import ChildRunner, Surroundings
from deploy.errors import ToolMissing
from deploy.model.secret import Redaction

SPEAKS = ("sh", "-c", "echo one; echo two; exit 3")
MISSING = ("no-such-program",)
NO_TOOL = ToolMissing("tool-missing", what="there is no program", why="it is not installed", do="install it")


def real() -> ProcessRunner:
    """The runner that starts programs."""
    return ChildRunner(Surroundings(SystemClock(), os.environ, lambda: None, Redaction))


def scripted() -> ProcessRunner:
    """The runner that starts nothing, with the same two commands in its script."""
    return MemoryProcessRunner(
        Scripted(SPEAKS, Result(3, "one\ntwo\n"), lines=("one", "two")), Scripted(MISSING, NO_TOOL)
    )


@pytest.mark.parametrize("runner", [real(), scripted()], ids=["real", "memory"])
def test_runners_hand_on_lines_and_give_code_and_output(runner: ProcessRunner) -> None:
    """A code other than 0 is an answer; a program that is not there is an error."""
    lines: list[str] = []
    result = runner.run(Command(SPEAKS), lines.append)
    with pytest.raises(ToolMissing) as missing:
        runner.run(Command(MISSING))

    assert ["one", "two"] == lines
    assert (3, "one\ntwo\n", "", 0) == (result.code, result.out, result.err, result.cut_characters)
    assert "tool-missing" == missing.value.reference
