"""The right to act on one environment of one system, as it is stored."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lease: a random token, and the fence it was taken with."""

    owner: str
    fence: int


@dataclass(frozen=True, slots=True)
class Claim:
    """Who wants the lease, from where (a machine, or the address of the run), and what for."""

    who: str
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class LeaseRecord:
    """The stored lease; an empty owner means free, and the fence only grows."""

    owner: str = ""
    fence: int = 0
    version: str = ""
    """Random, new at every write: a contender watches it change instead of comparing clocks."""
    lease_seconds: float = 0.0
    who: str = ""
    where: str = ""
    what: str = ""
    since: str = ""
    step: str = ""
    """What the holder was doing when it last renewed."""

    @property
    def holder(self) -> Holder:
        """The holder that this record names."""
        return Holder(self.owner, self.fence)


FREE = LeaseRecord()
