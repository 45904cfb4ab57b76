"""Maintenance: what is seen of it, and what the ledger remembers of how things were before."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum


class Suspension(StrEnum):
    """A part of autoscaling that can rest by itself."""

    IN = "in"
    OUT = "out"
    SCHEDULED = "scheduled"


ALL_OF_IT = frozenset(Suspension)


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many copies of a component are asked for, how many can serve, and what autoscaling may do."""

    copies: int = 0
    ready: int = 0
    scales: bool = False
    """Whether autoscaling looks after the component at all."""
    suspended: frozenset[Suspension] = frozenset()


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What is observed of one component that a maintenance changes."""

    name: str
    has_door: bool = True
    notice: str = ""
    """The maintenance page that its door answers with; empty where the door is open."""
    capacity: Capacity | None = None
    """None where the platform keeps no count of copies."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One machine that copies run on."""

    name: str
    is_draining: bool = False
    copies: tuple[tuple[str, int], ...] = ()
    """How many copies of each component run there."""


@dataclass(frozen=True, slots=True)
class Premises:
    """Everything that a maintenance looks at."""

    upkeeps: tuple[Upkeep, ...]
    instances: tuple[Instance, ...] | None = None
    """None where copies do not run on machines of ours."""

    @property
    def is_closed(self) -> bool:
        """Whether a page is up anywhere."""
        return any(one.notice for one in self.upkeeps)

    @property
    def is_shut(self) -> bool:
        """Whether a page is up at every door there is."""
        return all(one.notice for one in self.upkeeps if one.has_door)


@dataclass(frozen=True, slots=True)
class Maintenance:
    """A maintenance that is on: since when, by whom, why, what it took away, and how things were before."""

    since: str = ""
    who: str = ""
    why: str = ""
    has_page: bool = False
    instances: tuple[str, ...] = ()
    former: tuple[tuple[str, Capacity], ...] = ()
    """What each component had before anything was changed."""

    def widened(self, later: "Maintenance") -> "Maintenance":
        """What a later run adds to it; how things were before is what the first one saw."""
        return replace(
            self,
            has_page=self.has_page or later.has_page,
            instances=tuple(sorted({*self.instances, *later.instances})),
            former=tuple((dict(later.former) | dict(self.former)).items()),
        )


def maintenance_data(wanted: Maintenance) -> dict[str, str]:
    """A maintenance as the data of a ledger row; since, who and why are the row's and the run's own."""
    former = {name: _kept(capacity) for name, capacity in wanted.former}
    return {
        "page": "yes" if wanted.has_page else "no",
        "instances": json.dumps(wanted.instances),
        "former": json.dumps(former, sort_keys=True),
    }


def maintenance_from(data: Mapping[str, str]) -> Maintenance:
    """What a row says; a row of an early version names nothing and means the page."""
    former = json.loads(data.get("former", "{}"))
    return Maintenance(
        has_page=data.get("page", "yes") == "yes",
        instances=tuple(json.loads(data.get("instances", "[]"))),
        former=tuple((name, _capacity(kept)) for name, kept in former.items()),
    )


def _kept(capacity: Capacity) -> dict[str, object]:
    return asdict(capacity) | {"suspended": sorted(capacity.suspended)}


def _capacity(kept: Mapping[str, object]) -> Capacity:
    parts = kept["suspended"]
    suspended = frozenset(Suspension(part) for part in parts) if isinstance(parts, list) else frozenset()
    return Capacity(**{**kept, "suspended": suspended})  # type: ignore[arg-type] # asdict wrote exactly these
