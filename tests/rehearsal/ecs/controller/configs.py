"""Deployment configurations that several tests share."""

from rehearsal.ecs.controller.config import Alarms, Breaker, Config, Hook, Ramp
from rehearsal.ecs.controller.words import HookAction, HookKind, Stage, Strategy, ThresholdKind


def pause(stage: Stage, minutes: int = 10, action: HookAction = HookAction.ROLLBACK) -> Hook:
    """A PAUSE hook at one stage."""
    return Hook(HookKind.PAUSE, (stage,), minutes, action)


def blue_green(*hooks: Hook, bake: int = 1, alarms: Alarms | None = None) -> Config:
    """A blue/green configuration."""
    return Config(
        strategy=Strategy.BLUE_GREEN, bake_minutes=bake, hooks=tuple(hooks), alarms=alarms or Alarms()
    )


def canary(percent: float, minutes: int, *hooks: Hook) -> Config:
    """A canary configuration without bake."""
    return Config(strategy=Strategy.CANARY, canary=Ramp(percent, minutes), hooks=tuple(hooks))


def linear(percent: float, minutes: int, *hooks: Hook) -> Config:
    """A linear configuration without bake."""
    return Config(strategy=Strategy.LINEAR, linear=Ramp(percent, minutes), hooks=tuple(hooks))


def rolling(breaker: Breaker | None = None, minimum: int = 100, maximum: int = 200) -> Config:
    """A rolling configuration."""
    return Config(minimum_percent=minimum, maximum_percent=maximum, breaker=breaker or Breaker())


def count_breaker(value: int, *, rollback: bool = True, reset: bool = True) -> Breaker:
    """A circuit breaker that trips at a number of failures."""
    return Breaker(True, rollback, ThresholdKind.COUNT, value, reset)  # noqa: FBT003 - the dataclass's own order


def alarms(*names: str, rollback: bool = True) -> Alarms:
    """Deployment alarms."""
    return Alarms(enable=True, rollback=rollback, names=names)
