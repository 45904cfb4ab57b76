"""What speaks against the checkout that an image would be built from."""

from dataclasses import dataclass
from pathlib import Path

from deploy.connectors.process.port import Command, ProcessRunner, Result
from deploy.model.names import visible
from deploy.model.plan import Objection
from deploy.settings.schema import Approvals

_SHOWN = 5
_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Checkout:
    """A folder under git, asked about itself."""

    root: Path
    processes: ProcessRunner

    def objections(self, approvals: Approvals) -> tuple[Objection, ...]:
        """What the approvals of the environment want and the checkout does not have."""
        found = [self._unclean()] if approvals.needs_clean_tree else []
        if approvals.needs_clean_tree:
            found.append(self._unpushed())
        if approvals.branch:
            found.append(self._elsewhere(approvals.branch))
        return tuple(objection for objection in found if objection is not None)

    def _unclean(self) -> Objection | None:
        asked = self._git("status", "--porcelain", "--untracked-files=normal", "--", ".")
        files = [visible(line[3:]) for line in asked.out.splitlines()]
        if asked.is_ok and not files:
            return None
        shown = ", ".join(files[:_SHOWN]) + (
            f" and {len(files) - _SHOWN} more" if len(files) > _SHOWN else ""
        )
        return Objection(
            "tree-not-clean",
            what="what would be built is not what is committed",
            why=f"changed or unknown to git: {shown}" if files else "this folder is no git checkout",
            do="commit or remove them, then build again; staging may be built from any checkout",
        )

    def _unpushed(self) -> Objection | None:
        asked = self._git("branch", "--remotes", "--contains", "HEAD")
        if asked.is_ok and asked.out.strip():
            return None
        return Objection(
            "commit-not-pushed",
            what="the commit that would be built is on no branch that others can see",
            why="nobody could look at what runs, or build it again, once this machine is gone",
            do="git push, then build again",
        )

    def _elsewhere(self, branch: str) -> Objection | None:
        if self._git("merge-base", "--is-ancestor", "HEAD", f"origin/{branch}").is_ok:
            return None
        is_shallow = self._git("rev-parse", "--is-shallow-repository").out.strip() == "true"
        return Objection(
            "commit-not-on-branch",
            what=f"the commit that would be built is not on origin/{branch}",
            why="this clone is shallow, so it cannot be told"
            if is_shallow
            else "approvals.branch allows no other",
            do="git fetch --unshallow" if is_shallow else f"merge it into {branch}, and build from there",
        )

    def _git(self, *words: str) -> Result:
        return self.processes.run(Command(("git", *words), cwd=self.root, deadline_seconds=_SECONDS))
