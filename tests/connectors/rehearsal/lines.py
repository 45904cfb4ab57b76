"""The lines of the rehearsal's program."""

import sys


def up(system: str) -> tuple[str, ...]:
    """The line that brings it up."""
    return (sys.executable, "-m", "rehearsal", "up", "--app", system)
