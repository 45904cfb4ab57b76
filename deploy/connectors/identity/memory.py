"""An identity that is whatever it was told to be."""

from collections.abc import Sequence
from dataclasses import dataclass

from deploy.connectors.identity.port import Caller, Denied, NotSignedIn, Right, Untold


@dataclass(frozen=True, slots=True)
class MemoryIdentity:
    """One caller, or the want of one, without some rights."""

    found: Caller | NotSignedIn
    lacks: tuple[str, ...] = ()
    untold: str = ""

    def look(self) -> Caller | NotSignedIn:
        """What it was made with."""
        return self.found

    def lacking(self, caller: Caller, rights: Sequence[Right]) -> tuple[Denied, ...] | Untold:
        """The rights whose action it was made without."""
        if self.untold:
            return Untold(self.untold)
        return tuple(Denied(r, caller.arn, "implicitDeny") for r in rights if r.action in self.lacks)


@dataclass(frozen=True, slots=True)
class MemoryApproval:
    """A pipeline that has let the run into an environment."""

    approved: str = ""

    def environment(self) -> str:
        """The environment that it was made with."""
        return self.approved
