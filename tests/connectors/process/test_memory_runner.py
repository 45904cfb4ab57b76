"""The stand-in for children plays its script and nothing else."""

import pytest

from deploy.connectors.process.memory import MemoryProcessRunner, Scripted, UnplannedCommand
from deploy.connectors.process.port import Command, Result
from deploy.errors import ToolMissing

SHOW = Scripted(("terraform", "show"), Result(0, "{}"), lines=("{}",))


def test_script_is_played_in_order() -> None:
    """Results, lines and the commands that came are all there afterwards."""
    lines: list[str] = []
    runner = MemoryProcessRunner(SHOW, Scripted(("terraform", "apply"), Result(1)))

    results = [runner.run(Command(argv), lines.append).code for argv in (SHOW.argv, ("terraform", "apply"))]

    assert [0, 1] == results
    assert ["{}"] == lines
    assert ("terraform", "apply") == runner.ran[1].argv
    assert () == runner.still_planned


def test_unplanned_command_raises() -> None:
    """Another command, another order, or one more than planned."""
    runner = MemoryProcessRunner(SHOW)

    with pytest.raises(UnplannedCommand, match="planned was terraform show, asked was terraform apply"):
        runner.run(Command(("terraform", "apply")))
    runner.run(Command(SHOW.argv))
    with pytest.raises(UnplannedCommand, match="planned was nothing"):
        runner.run(Command(SHOW.argv))


def test_planned_error_is_raised() -> None:
    """What a real runner raises, this one can raise too."""
    missing = ToolMissing("tool-missing", what="no terraform", why="not installed", do="install it")

    with pytest.raises(ToolMissing):
        MemoryProcessRunner(Scripted(("terraform",), missing)).run(Command(("terraform",)))


def test_what_did_not_come_can_be_asked() -> None:
    """A test can see that a command was left out."""
    assert (SHOW,) == MemoryProcessRunner(SHOW).still_planned
