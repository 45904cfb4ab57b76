"""What we need to know of the keys that a run would act with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom AWS takes us for."""

    account: str
    arn: str
    source: str = ""
    """Where the keys come from, in words."""
    expires: datetime | None = None
    """When the keys end; None where nobody told."""
    renews: bool = False
    """Whether new keys are fetched by themselves before these end."""


class Lack(StrEnum):
    """Why there is no caller."""

    NO_KEYS = "no-keys"
    EXPIRED = "expired"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class NotSignedIn:
    """There is no caller, and what a person needs to know to become one."""

    lack: Lack
    looked_at: tuple[str, ...] = ()
    """The places where keys were looked for, in words."""
    said: str = ""
    """What the SDK or AWS said."""
    source: str = ""
    expired_at: datetime | None = None
    renew: str = ""
    """A line to type for new keys."""


@dataclass(frozen=True, slots=True)
class Right:
    """One action on what it would be done to; an empty resource is any."""

    action: str
    resource: str = ""


@dataclass(frozen=True, slots=True)
class Denied:
    """A right that the caller lacks."""

    right: Right
    role: str
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Untold:
    """Whether a right is there could not be found out."""

    why: str


class Identity(Protocol):
    """Looks at our own keys; changes nothing."""

    def look(self) -> Caller | NotSignedIn:
        """Ask AWS who we are; one call."""
        ...

    def lacking(self, caller: Caller, rights: Sequence[Right]) -> tuple[Denied, ...] | Untold:
        """The rights among these that the caller lacks, where AWS can simulate them."""
        ...


class Approval(Protocol):
    """Vouches that a person approved of this run."""

    def environment(self) -> str:
        """The environment that a pipeline's rules have let this run into; empty where nobody vouches."""
        ...
