"""The error tree and the exit codes.

    SwingbridgeError
    |-- UsageError      2  the command line or the settings are wrong
    |-- Refused         3  a reason speaks against acting; nothing was touched
    |-- Reverted        4  it failed, and what ran before runs again
    |-- Halted          5  a person is needed
    |-- LockedError     6  someone else holds the environment
    |-- ToolMissing     7  a tool or a part is not there
    `-- Stopped         8  stopped at a safe point; the same command resumes
        `-- Passing        nobody answered, or was too busy: worth asking again

Every error has a kebab-case reference, which is also the name of its page in `docs/runbooks/`.
"""

import re
from enum import IntEnum
from typing import ClassVar

REFERENCE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")


class ExitCode(IntEnum):
    """How a command can end; pipelines branch on these numbers."""

    DONE = 0
    USAGE = 2
    REFUSED = 3
    REVERTED = 4
    HALTED = 5
    LOCKED = 6
    TOOL_MISSING = 7
    STOPPED = 8


class SwingbridgeError(Exception):
    """Something a person has to know: what happened, why, and what to type."""

    exit_code: ClassVar[ExitCode]

    def __init__(self, reference: str, *, what: str, why: str, do: str) -> None:
        if not REFERENCE.fullmatch(reference):
            raise ValueError(f"not a kebab-case reference: {reference!r}")
        super().__init__(what)
        self.reference = reference
        self.what = what
        self.why = why
        self.do = do


class UsageError(SwingbridgeError):
    """The command line or the settings are wrong."""

    exit_code = ExitCode.USAGE


class Refused(SwingbridgeError):
    """A reason speaks against acting; nothing was touched."""

    exit_code = ExitCode.REFUSED


class SignedOut(Refused):
    """The keys are over: in mid-run nothing more can be sent or seen until somebody signs in again."""


class Reverted(SwingbridgeError):
    """It failed, and what ran before runs again."""

    exit_code = ExitCode.REVERTED


class Halted(SwingbridgeError):
    """Neither forward nor back is safe without a person."""

    exit_code = ExitCode.HALTED


class LockedError(SwingbridgeError):
    """Someone else holds the environment."""

    exit_code = ExitCode.LOCKED


class ToolMissing(SwingbridgeError):
    """A tool, or a part of this repository, is not there."""

    exit_code = ExitCode.TOOL_MISSING


class Stopped(SwingbridgeError):
    """Stopped at a safe point; the same command resumes."""

    exit_code = ExitCode.STOPPED


class Passing(Stopped):
    """Somebody out there is busy or out of reach, and may not be in a moment; worth asking again."""
