"""Tasks whose inside comes with another issue: their face is there, and says so."""

from typing import NoReturn

from deploy.errors import ToolMissing


def comes_later(task: str, subject: str) -> NoReturn:
    """Say in one line that the inside is not there yet."""
    raise ToolMissing(
        "part-not-built",
        what=f"inv {task} is not built yet",
        why=f"its inside comes with the issue on {subject}",
        do="the table 'What works today' in README.md says what works",
    )
