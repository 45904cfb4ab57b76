"""What a platform must offer; every method is safe to repeat."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from deploy.engine.waiting import Patience, Waiter
from deploy.model.maintenance import Capacity, Instance, Suspension, Upkeep
from deploy.model.release import Release, Schema
from deploy.model.row import Kind
from deploy.model.standing import EMPTY, Bake, ComponentStanding, Side, SideState
from deploy.rollout.bar import EVERY_ANSWER, Bar
from deploy.rollout.findings import Preflight, no_words, nothing_found


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
    seconds_left: float | None = None
    bake: Bake = Bake.NONE


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a door answered, compared with what was meant."""

    is_good: bool
    text: str
    asked: int = 1
    """How many questions it is drawn from."""
    good: int | None = None
    """How many of them had a good answer; None where all or none had."""
    lags: bool = False
    """Whether it only says that the release which goes still answers; routing may take a moment."""
    is_other: bool = False
    """Whether something answered that is not what was meant: no share of good answers makes up for that."""

    @property
    def good_ones(self) -> int:
        """How many questions had a good answer."""
        return (self.asked if self.is_good else 0) if self.good is None else self.good


class Stage(Protocol):
    """Where the workload stands."""

    def look(self) -> Sides:
        """Both sides, as observed now."""
        ...

    def prepare(self, release: Release, *, at_once: bool = False) -> None:
        """Start putting the candidate up, without production traffic; does not wait.

        `at_once` says that traffic will come in one move, whatever the component's usual stages are.
        """
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
        """Keep new work away from a side; how much is still at work there, as the platform observes it."""
        ...

    def notice(self) -> str:
        """The maintenance page that is up; empty where the door is open."""
        ...

    def close(self, notice: str) -> None:
        """Answer with a maintenance page."""
        ...

    def open(self) -> None:
        """Take the maintenance page away."""
        ...


class Scaling(Protocol):
    """How many copies a component has, and what autoscaling may do about it."""

    def look(self) -> Capacity:
        """What is asked for, and what is there."""
        ...

    def suspend(self, parts: frozenset[Suspension]) -> None:
        """Let exactly these parts of autoscaling rest; nothing where nothing scales."""
        ...

    def resize(self, copies: int) -> None:
        """Ask for that many copies; does not wait."""
        ...


class Instances(Protocol):
    """The machines that copies run on, where the platform leaves them to us."""

    def look(self) -> tuple[Instance, ...]:
        """All of them."""
        ...

    def drain(self, names: tuple[str, ...]) -> None:
        """Let the platform move the copies elsewhere and put no new ones there; does not wait."""
        ...

    def activate(self, names: tuple[str, ...]) -> None:
        """Let copies be put there again."""
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
    scaling: Scaling | None = None
    """None where the platform keeps no count of copies."""
    has_door: bool = True
    preflight: Preflight = nothing_found
    last_words: Callable[[], str] = no_words
    """What copies of the candidate said last, for a person who has to find out why it does not come up."""

    def upkeep(self, name: str) -> Upkeep:
        """What a maintenance changes of the component, as observed now."""
        notice = self.traffic.notice() if self.has_door else ""
        return Upkeep(name, self.has_door, notice, self.scaling.look() if self.scaling else None)

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
            seconds_left=split.seconds_left,
            bake=split.bake,
        )


@dataclass(frozen=True)
class Built:
    """What a platform gives for one system in one environment."""

    places: Mapping[str, Place]
    catalogue: Catalogue
    database: Database | None = None
    instances: Instances | None = None


def _nobody_asks(_release: str) -> None:
    """Nobody wants to know how long it took."""


@dataclass(frozen=True)
class Ground:
    """Everything that the steps of a rollout act upon."""

    places: Mapping[str, Place]
    waiter: Waiter
    patience: Patience
    record: Record
    show_share: Callable[[str, int], None]
    show_answer: Callable[[str], None] = _nobody_asks
    """Told of each release that answers through the front door; says how long the first answer took."""
    bar: Bar = EVERY_ANSWER
    database: Database | None = None
    instances: Instances | None = None
