"""The door: Invoke with our tasks, exit code 2 for typos, and the nearest right word."""

import os
import sys
from collections.abc import Callable

from invoke.exceptions import Exit, ParseError
from invoke.program import Program

from deploy import VERSION
from deploy.errors import ExitCode
from deploy.model.discretion import discreet
from deploy.model.names import nearest, visible
from deploy.tasks.namespace import namespace


class Door(Program):
    """Invoke's program with the house's way of saying that a word is wrong."""

    def parse_core(self, argv: list[str] | None) -> None:
        """Parse the words before the task."""
        self._told(lambda: super(Door, self).parse_core(argv))

    def parse_tasks(self) -> None:
        """Parse the task and its words."""
        self._told(super().parse_tasks)

    def _told(self, parse: Callable[[], None]) -> None:
        try:
            parse()
        except ParseError as error:
            raise Exit(self._text(error), code=int(ExitCode.USAGE)) from error

    def _text(self, error: ParseError) -> str:
        wrong = next((word for word in sys.argv[1:] if repr(word.partition("=")[0]) in str(error)), "")
        typed = wrong.partition("=")[0]
        known = self._known_words(error)
        meant = nearest(typed, known) if typed else None
        help_line = (
            f"inv --help {error.context.name}" if error.context and error.context.name else "inv --list"
        )
        lines = [
            f"bad-command-line: {visible(discreet(str(error)))}",
            f"  nearest: {meant}" if meant else "  nothing of that name is near",
            f"  type:    {help_line}",
        ]
        return "\n".join(lines)

    def _known_words(self, error: ParseError) -> list[str]:
        if error.context and error.context.name:
            return list(error.context.flags)
        return list(self.collection.task_names) if self.collection else []


def main() -> None:
    """Run what was typed; a reader who has seen enough, as `head` has, ends the list and is no error."""
    try:
        Door(namespace=namespace(), name="inv", binary="inv", version=VERSION).run()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
