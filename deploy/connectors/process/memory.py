"""A runner that starts nothing: it plays a script, and takes no command that is not in it."""

from collections.abc import Callable
from dataclasses import dataclass

from deploy.connectors.process.port import Command, Result, ignore
from deploy.errors import SwingbridgeError


class UnplannedCommand(AssertionError):
    """A command that the script does not have next."""


_DONE = Result(0)


@dataclass(frozen=True, slots=True)
class Scripted:
    """One command that will come, and what comes of it."""

    argv: tuple[str, ...]
    outcome: Result | SwingbridgeError = _DONE
    lines: tuple[str, ...] = ()
    """What the child prints while it runs."""


class MemoryProcessRunner:
    """Plays its script in order and keeps the commands that it was given."""

    def __init__(self, *script: Scripted) -> None:
        self._script = list(script)
        self.ran: list[Command] = []

    @property
    def still_planned(self) -> tuple[Scripted, ...]:
        """What did not come yet."""
        return tuple(self._script)

    def run(self, command: Command, on_line: Callable[[str], None] = ignore) -> Result:
        """Play the next command of the script, which has to be this one."""
        if not self._script or self._script[0].argv != command.argv:
            planned = " ".join(self._script[0].argv) if self._script else "nothing"
            raise UnplannedCommand(f"planned was {planned}, asked was {' '.join(command.argv)}")
        scripted = self._script.pop(0)
        self.ran.append(command)
        for line in scripted.lines:
            on_line(line)
        if isinstance(scripted.outcome, SwingbridgeError):
            raise scripted.outcome
        return scripted.outcome
