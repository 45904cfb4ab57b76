"""The faces of `rehearsal.*`: each is one call of the rehearsal's own program, which we never import."""

import os
import sys
from typing import Any

from invoke.tasks import Task, task

_WORDS = {
    "down": "Stop it; only its saved state is left.",
    "env": "Lines that point any AWS client at it.",
    "reset": "Forget everything in it.",
    "fault": "Plant faults, or take them away.",
    "act": "Do something to it; its words are an action and NAME=VALUE pairs.",
    "open": "Show it live on a page.",
}

_JSON = "as JSON, for programs"


def _made(word: str, text: str) -> "Task[Any]":
    def body(_c: object, words: str = "") -> None:
        _become(word, *words.split())

    body.__doc__ = text
    return Task(
        body, name=word, help={"words": "further words for the rehearsal's program"}, auto_shortflags=False
    )


@task(help={"app": "make what this system's Terraform would make", "json": _JSON}, auto_shortflags=False)
def up(_c: object, app: str = "", json: bool = False) -> None:  # noqa: FBT001, FBT002 - Invoke's way to a flag
    """Start the AWS on this machine, or join it."""
    _become("up", *(("--app", app) if app else ()), *(("--json",) if json else ()))


@task(help={"json": _JSON}, auto_shortflags=False)
def status(_c: object, json: bool = False) -> None:  # noqa: FBT001, FBT002 - as above
    """Whether it runs, and where."""
    _become("status", *(("--json",) if json else ()))


def _become(*words: str) -> None:
    argv = [sys.executable, "-m", "rehearsal", *words]
    os.execv(sys.executable, argv)  # noqa: S606 - that program takes our place, so that signals reach it


TASKS = (up, status, *(_made(word, text) for word, text in _WORDS.items()))
