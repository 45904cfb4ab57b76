"""What the controller remembers between two steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rehearsal.ecs.controller.config import Config, Pace
from rehearsal.ecs.controller.words import (
    FINISHED,
    RETURNED,
    HookAction,
    HookKind,
    HookStatus,
    MonitorStatus,
    Side,
    Stage,
    Status,
)


@dataclass(frozen=True, slots=True)
class HookRun:
    """One run of a hook at one stage."""

    id: str
    stage: Stage
    kind: HookKind
    status: HookStatus
    expires_at: float
    action: HookAction
    target_arn: str = ""


@dataclass(frozen=True, slots=True)
class Rollback:
    """Why, when and to which revision a deployment goes back."""

    reason: str
    started_at: float
    revision: str | None


@dataclass(frozen=True, slots=True)
class BreakerState:
    """The circuit breaker of one deployment."""

    status: MonitorStatus = MonitorStatus.DISABLED
    failures: int = 0
    threshold: int = 0


@dataclass(frozen=True, slots=True)
class AlarmState:
    """The alarms of one deployment; `watched` leaves out those that were red at the start."""

    status: MonitorStatus = MonitorStatus.DISABLED
    watched: tuple[str, ...] | None = None
    triggered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deployment:
    """One service deployment, from request to its final state."""

    arn: str
    target: str
    config: Config
    created_at: float
    updated_at: float
    sources: tuple[str, ...] = ()
    status: Status = Status.PENDING
    reason: str = ""
    stage: Stage = Stage.PRE_SCALE_UP
    entered_at: float = 0.0
    rung: int = 0  # how many production shifts were made
    production_share: float = 0.0
    test_share: float = 0.0
    hooks: tuple[HookRun, ...] = ()
    breaker: BreakerState = field(default_factory=BreakerState)
    alarms: AlarmState = field(default_factory=AlarmState)
    rollback: Rollback | None = None
    started_at: float | None = None
    finished_at: float | None = None
    stopped_at: float | None = None

    @property
    def finished(self) -> bool:
        """Say whether the deployment has reached a final state."""
        return self.status in FINISHED


@dataclass(frozen=True, slots=True)
class Service:
    """One service as the controller sees it."""

    deployment: Deployment | None = None
    # The revision of the last successful deployment; without one that which served when the next began.
    live: str | None = None
    sides: Mapping[str, Side] = field(default_factory=dict)
    failures_in_row: int = 0
    hold_until: float = 0.0
    steady: bool = False
    pace: Pace = field(default_factory=Pace)

    @property
    def primary(self) -> str | None:
        """The revision that is to run now: the live one once a deployment goes back, else the target."""
        deployment = self.deployment
        if deployment is None or (self.live and deployment.status in RETURNED):
            return self.live
        return deployment.target

    def side_of(self, revision: str | None) -> Side:
        """Give the target group of a revision."""
        return self.sides.get(revision or "", Side.PRIMARY)

    def with_side(self, revision: str, side: Side) -> "Service":
        """Remember which target group a revision uses."""
        return replace(self, sides={**self.sides, revision: side})
