"""What we need of child processes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from deploy.model.secret import Secret

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Command:
    """A program with its arguments, and the bounds that it runs in."""

    argv: tuple[str, ...]
    cwd: Path | None = None
    lets_through: tuple[str, ...] = ()
    """Names of our own environment variables that the child sees, beside the few that every program gets."""
    variables: tuple[tuple[str, str], ...] = ()
    stdin_secret: Secret | None = None
    """Written to the child's standard input, which is closed otherwise; the place for passwords."""
    hides: tuple[Secret, ...] = ()
    """Secrets that the child can read by other ways, and so may print."""
    deadline_seconds: float = 600.0
    no_progress_seconds: float = 300.0
    """How long the child may print nothing."""
    grace_seconds: float = 5.0
    """How long the child may take to end after it was interrupted."""
    output_cap: int = MEBIBYTE
    """How many characters of each output are kept, from the end."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a child ended; its outputs are decoded, without escape sequences and without known secrets."""

    code: int
    """The exit code; the negative number of the signal where one ended it."""
    out: str = ""
    err: str = ""
    cut_characters: int = 0
    """How much of the outputs was not kept."""
    seconds: float = 0.0

    @property
    def is_ok(self) -> bool:
        """Whether the child says that it did what it was asked to."""
        return self.code == 0

    @property
    def ending(self) -> str:
        """How it ended, in words; a kill is not taken for an answer of the program."""
        number = -self.code if self.code < 0 else self.code - 128
        if number == _KILL:
            return "was killed (signal 9), often for want of memory"
        return f"was ended by signal {number}" if self.code < 0 else f"ended with exit code {self.code}"


_KILL = 9


def ignore(_line: str) -> None:
    """Take a line and do nothing with it."""


class ProcessRunner(Protocol):
    """Runs children to their end, each in the thread that asks; none is left behind."""

    def run(self, command: Command, on_line: Callable[[str], None] = ignore) -> Result:
        """Run the command; a code other than 0 is an answer, not an error.

        Raises `ToolMissing` where there is no such program, `Reverted` where it had to be ended, `UsageError`
        where an argument holds a secret, and whatever ends the run where a person asked to stop.
        """
        ...
