"""What we need of CloudWatch."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

LONG_AGO = datetime.fromtimestamp(0, UTC)


class Color(StrEnum):
    """What an alarm says."""

    GREEN = "OK"
    RED = "ALARM"
    UNKNOWN = "INSUFFICIENT_DATA"
    MISSING = "missing"
    """There is no alarm of that name."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm, and since when it says so."""

    name: str
    color: Color
    since: datetime = LONG_AGO
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a load balancer counted for one target group."""

    requests: int = 0
    errors: int = 0
    """Answers with 5xx of the targets, and of the load balancer where a target gave none."""
    p95_seconds: float | None = None
    """None where nothing was measured."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Whose figures, and of which time."""

    load_balancer: str
    target_group: str
    since: datetime
    until: datetime


class Alarms(Protocol):
    """Looks only."""

    def look(self, names: tuple[str, ...]) -> tuple[Alarm, ...]:
        """Every alarm of that name, in the order of the names."""
        ...

    def figures(self, counted: Counted) -> Figures:
        """What the load balancer counted for the group in that time."""
        ...
