"""What is wanted: a release, and the manner in which traffic goes to it."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from deploy.model.release import Release
from deploy.model.standing import ALL_TRAFFIC


class Strategy(StrEnum):
    """How a component changes over."""

    ROLLING = "rolling"
    BLUE_GREEN = "blue-green"
    CANARY = "canary"
    LINEAR = "linear"


class Verb(StrEnum):
    """The word on the command line that a run was started with."""

    BUILD = "build"
    SCAN = "scan"
    PUSH = "push"
    MIGRATE = "migrate"
    DEPLOY = "deploy"
    DEPLOY_BLUEGREEN = "deploy-bluegreen"
    ROLLBACK = "rollback"
    BACKUP = "backup"
    DRAIN = "maintenance-drain"
    RESUME_TRAFFIC = "maintenance-resume"


ROLLOUTS = frozenset({Verb.DEPLOY, Verb.DEPLOY_BLUEGREEN, Verb.ROLLBACK})
"""The words that make a release live."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How one component changes over."""

    component: str
    strategy: Strategy = Strategy.BLUE_GREEN
    stages: tuple[int, ...] = (ALL_TRAFFIC,)
    watch_seconds: float = 0.0
    has_traffic: bool = True

    def at_once(self) -> "Manner":
        """The same, with all the traffic in one move."""
        return replace(self, strategy=_AT_ONCE.get(self.strategy, self.strategy), stages=(ALL_TRAFFIC,))


_AT_ONCE = {Strategy.CANARY: Strategy.BLUE_GREEN, Strategy.LINEAR: Strategy.BLUE_GREEN}


@dataclass(frozen=True, slots=True)
class ScanWanted:
    """What a release has to have passed: with which tools, and since when."""

    since: str
    tools: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """A release to be live, the base it was made for, and how each component goes there, in order."""

    release: Release
    manners: tuple[Manner, ...]
    base: str | None = None
    """The release that the person believed to be live; None where nothing was said."""
    verb: Verb = Verb.DEPLOY
    revert_seconds: float = 900.0
    """After how long the platform takes the traffic back by itself unless we confirm."""
    bake_seconds: float = 0.0
    """How long the release has to answer after the confirmation until it counts as proved."""
    migrates: bool = False
    """Whether the same run brings the database to the release's schema first."""
    waits_for_bake: bool = True
    """Whether the run goes on until the release is proved, or ends once it is confirmed."""
    overrides: frozenset[str] = field(default=frozenset())
    """References of objections that the person overrode, with a written reason."""
    marks_bad: str = ""
    """The release that must never be gone back to, once this run has begun; empty where there is none."""
    why: str = ""
    scan: ScanWanted | None = None
    """The scan that the release has to have passed; None where none is needed."""
