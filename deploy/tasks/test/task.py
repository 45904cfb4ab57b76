"""The face of `test`."""

import os
import sys

from invoke.tasks import task


@task(help={"session": "one Nox session only; nox --list shows them"}, auto_shortflags=False)
def test(_c: object, session: str = "") -> None:  # noqa: PT028 - a task of that name, no test
    """Check this repository, as CI does."""
    argv = [sys.executable, "-m", "nox", *(("--session", session) if session else ())]
    os.execv(sys.executable, argv)  # noqa: S606 - Nox takes our place, so that signals reach it
