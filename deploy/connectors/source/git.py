"""A checkout under git."""

from dataclasses import dataclass
from pathlib import Path

from deploy.connectors.process.port import Command, ProcessRunner, Result
from deploy.connectors.source.port import Checkout
from deploy.model.names import visible

_SECONDS = 30.0
_NAME_AT = 3
"""Where the name begins in a line of `git status --porcelain`."""


@dataclass(frozen=True, slots=True)
class GitSource:
    """A folder, asked through the git of this machine."""

    root: Path
    processes: ProcessRunner

    def look(self) -> Checkout | None:
        """Five questions, none of which leaves the machine."""
        head = self._git("rev-parse", "HEAD")
        if not head.is_ok:
            return None
        changed = self._git("status", "--porcelain", "--untracked-files=normal", "--", ".").out.splitlines()
        return Checkout(
            commit=head.out.strip(),
            branch=self._git("symbolic-ref", "--quiet", "--short", "HEAD").out.strip(),
            changed=tuple(visible(line[_NAME_AT:]) for line in changed),
            is_pushed=bool(self._git("branch", "--remotes", "--contains", "HEAD").out.strip()),
            is_shallow=self._git("rev-parse", "--is-shallow-repository").out.strip() == "true",
        )

    def is_on(self, branch: str) -> bool:
        """Whether the commit is the branch's head or before it."""
        return self._git("merge-base", "--is-ancestor", "HEAD", f"refs/remotes/origin/{branch}").is_ok

    def _git(self, *words: str) -> Result:
        return self.processes.run(Command(("git", *words), cwd=self.root, deadline_seconds=_SECONDS))
