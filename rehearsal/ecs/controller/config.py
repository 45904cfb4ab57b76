"""The deployment configuration of a service, with the defaults of ECS."""

import math
from dataclasses import dataclass, field

from rehearsal.ecs.controller.words import HookAction, HookKind, Stage, Strategy, ThresholdKind

DAY_IN_MINUTES = 1440
BOUNDS = (3, 200)  # of the circuit breaker's bounded threshold


@dataclass(frozen=True, slots=True)
class Hook:
    """A lifecycle hook as configured."""

    kind: HookKind
    stages: tuple[Stage, ...]
    timeout_minutes: int = DAY_IN_MINUTES
    action: HookAction = HookAction.ROLLBACK
    target_arn: str = ""


@dataclass(frozen=True, slots=True)
class Breaker:
    """The deployment circuit breaker, which only rolling deployments obey."""

    enable: bool = False
    rollback: bool = False
    kind: ThresholdKind = ThresholdKind.BOUNDED_PERCENT
    value: int = 50
    reset_on_healthy: bool = True

    def threshold(self, desired: int) -> int:
        """Give the number of failed tasks at which the breaker trips."""
        if self.kind is ThresholdKind.COUNT:
            return self.value
        share = math.ceil(desired * self.value / 100)
        if self.kind is ThresholdKind.UNBOUNDED_PERCENT:
            return max(1, share)
        return min(max(BOUNDS[0], share), BOUNDS[1])


@dataclass(frozen=True, slots=True)
class Alarms:
    """The CloudWatch alarms that fail a deployment."""

    enable: bool = False
    rollback: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ramp:
    """The first share of a canary, or each step of a linear shift, and the wait after it."""

    percent: float
    bake_minutes: int


@dataclass(frozen=True, slots=True)
class EarlySuccess:
    """When a rolling deployment may succeed before it is complete."""

    enable: bool = False
    healthy_percent: int = 100
    deferred: bool = False


@dataclass(frozen=True, slots=True)
class Config:
    """Everything in `deploymentConfiguration`."""

    strategy: Strategy = Strategy.ROLLING
    minimum_percent: int = 100
    maximum_percent: int = 200
    bake_minutes: int = 0
    hooks: tuple[Hook, ...] = ()
    breaker: Breaker = field(default_factory=Breaker)
    alarms: Alarms = field(default_factory=Alarms)
    canary: Ramp = field(default_factory=lambda: Ramp(5.0, 10))
    linear: Ramp = field(default_factory=lambda: Ramp(10.0, 6))
    early: EarlySuccess = field(default_factory=EarlySuccess)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the controller's time runs: a rehearsal may shorten the minute."""

    minute: float = 60.0
    stage_minimum: float = 0.1
    stage_limit_minutes: int = DAY_IN_MINUTES

    def minutes(self, count: float) -> float:
        """Give the seconds that so many configured minutes take."""
        return count * self.minute
