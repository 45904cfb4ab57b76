"""What a platform must offer; every method is safe to repeat."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from deploy.engine.waiting import Patience, Waiter
from deploy.model.release import Release, Schema
from deploy.model.row import Kind
from deploy.model.standing import EMPTY, ComponentStanding, Side, SideState


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of a component as they stand."""

    live: SideState = EMPTY
    candidate: SideState = EMPTY


@dataclass(frozen=True, slots=True)
class Split:
    """How the traffic is divided, and whether the platform will take it back by itself."""

    candidate_share: int = 0
    is_armed: bool = False
    trouble: str = ""
    is_closed: bool = False
    """Whether the door answers with a maintenance page."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a door answered, compared with what was meant."""

    is_good: bool
    text: str


class Stage(Protocol):
    """Where the workload stands."""

    def look(self) -> Sides:
        """Both sides, as observed now."""
        ...

    def prepare(self, release: Release) -> None:
        """Start putting the candidate up, without production traffic; does not wait."""
        ...

    def verify(self, release: Release) -> Verdict:
        """Ask the candidate through the test door whether it is that release."""
        ...

    def retire(self) -> None:
        """Take the candidate down."""
        ...


class Traffic(Protocol):
    """The door."""

    def look(self) -> Split:
        """The division of traffic, as observed now."""
        ...

    def shift(self, share: int, revert_seconds: float) -> None:
        """Give the candidate that share; the platform takes it back unless confirmed in time."""
        ...

    def verify(self, release: Release) -> Verdict:
        """Ask through the real front door whether that release answers."""
        ...

    def confirm(self) -> None:
        """Make the candidate the live side for good."""
        ...

    def revert(self) -> None:
        """Give all traffic back to the live side."""
        ...

    def drain(self, side: Side) -> int:
        """Keep new work away from a side; the number of requests still in flight there."""
        ...

    def close(self, notice: str) -> None:
        """Answer with a maintenance page."""
        ...

    def open(self) -> None:
        """Take the maintenance page away."""
        ...


@dataclass(frozen=True, slots=True)
class ExitReport:
    """How a one-off command ended."""

    exit_code: int
    tail: str = ""


class OneOff(Protocol):
    """Runs one command of a release beside the running ones: migrations, jobs."""

    def run(self, release: Release, command: tuple[str, ...]) -> ExitReport:
        """Run it to its end."""
        ...


class Database(Protocol):
    """What a rollout needs of the database."""

    def look(self) -> Schema:
        """The revision that the database is at."""
        ...

    def migration_runs(self) -> bool:
        """Whether a migration is at work that nobody waits for any more."""
        ...

    def expand(self, release: Release) -> Schema:
        """Bring the database to the release's revision by compatible changes."""
        ...

    def back_up(self, name: str) -> str:
        """Make a backup under that name and prove it; the sentence that says how."""
        ...


class Catalogue(Protocol):
    """Where pushed releases are found by name."""

    def find(self, name: str) -> Release | None:
        """The release of that name, by digest; None where nothing was pushed under it."""
        ...


class Record(Protocol):
    """The sliver of the journal that steps write to."""

    def __call__(self, kind: Kind, step: str = "", data: Mapping[str, str] | None = None) -> object:
        """Write one row."""
        ...


@dataclass(frozen=True)
class Place:
    """One component on its platform."""

    stage: Stage
    traffic: Traffic

    def look(self, name: str) -> ComponentStanding:
        """The standing of the component."""
        sides, split = self.stage.look(), self.traffic.look()
        return ComponentStanding(
            name=name,
            live=sides.live,
            candidate=sides.candidate,
            candidate_share=split.candidate_share,
            is_armed=split.is_armed,
            trouble=split.trouble,
            is_closed=split.is_closed,
        )


@dataclass(frozen=True)
class Built:
    """What a platform gives for one system in one environment."""

    places: Mapping[str, Place]
    catalogue: Catalogue
    database: Database | None = None


@dataclass(frozen=True)
class Ground:
    """Everything that the steps of a rollout act upon."""

    places: Mapping[str, Place]
    waiter: Waiter
    patience: Patience
    record: Record
    show_share: Callable[[str, int], None]
    database: Database | None = None
