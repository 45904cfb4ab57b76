"""What a person asked for in the words that every task understands."""

import getpass
import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from deploy.errors import UsageError
from deploy.model.names import Grammar, visible
from deploy.model.secret_shapes import shape_in

LONGEST_REASON = 500
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Asked:
    """The common words, as they were typed."""

    env: str = ""
    app: str = ""
    plan: bool = False
    json: bool = False
    yes: bool = False
    wait: int = 0
    reason: str = ""
    override: str = ""

    @property
    def tail(self) -> str:
        """The words for system and environment, as they were typed; empty where one cannot be a name."""
        if not self.env or not all(_NAME.fullmatch(word) for word in (self.env, self.app) if word):
            return ""
        return f"--env={self.env}{f' --app={self.app}' if self.app else ''}"

    @property
    def overrides(self) -> frozenset[str]:
        """References of objections that are overridden; each needs the reason."""
        named = frozenset(part for part in re.split(r"[,\s]+", self.override) if part)
        if named and not self.reason:
            raise reason_missing("--override")
        return named


def reason_missing(word: str) -> UsageError:
    """A word was used that needs a reason beside it."""
    return UsageError(
        "reason-missing",
        what=f"{word} needs a reason",
        why="whoever reads the ledger later has to know why the usual rule was set aside",
        do=f"add --reason='...' beside {word}",
    )


def refuse_secrets(words: Mapping[str, object]) -> None:
    """A secret on the command line is in the shell's history and in the list of processes already."""
    for word, value in words.items():
        shape = shape_in(str(value)) if isinstance(value, str) else ""
        if shape:
            raise UsageError(
                "secret-in-arguments",
                what=f"--{word.replace('_', '-')} holds what looks like a secret ({shape})",
                why="a command line is kept by the shell and shown to everybody on this machine",
                do="take it as known to others and make a new one; secrets come from stdin or a file",
            )


def checked_name(grammar: Grammar, name: str, word: str) -> str:
    """The name, if it is of its grammar."""
    if grammar.allows(name):
        return name
    raise UsageError(
        "bad-name",
        what=f"{word}={visible(name)[:140] or '(empty)'} is not a name that can be used",
        why=f"allowed are {grammar.words}; at most {grammar.longest} characters",
        do=f"type {word}=<name> with a name of that form",
    )


def checked_reason(text: str) -> str:
    """The reason, if it is short enough for a ledger row; what a terminal would act upon is spelled out."""
    if len(text) <= LONGEST_REASON:
        return visible(text)
    raise UsageError(
        "reason-too-long",
        what=f"the reason has {len(text)} characters",
        why=f"a row of the ledger takes {LONGEST_REASON}",
        do="say it shorter, and link to the rest",
    )


def who(environ: Mapping[str, str]) -> str:
    """The person: the one who pushed the button in a pipeline, else the one who logged in."""
    names = (environ.get(key, "") for key in ("GITHUB_ACTOR", "SUDO_USER"))
    return visible(next((name for name in names if name), "") or _login())


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def where(environ: Mapping[str, str]) -> str:
    """The page of the pipeline's run, else this machine."""
    if environ.get("GITHUB_RUN_ID"):
        parts = (environ.get(key, "") for key in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY"))
        return visible("/".join((*parts, "actions/runs", environ["GITHUB_RUN_ID"])))
    return visible(socket.gethostname())
