"""What the controller asks for: start, stop, shift, tell."""

from dataclasses import dataclass

from rehearsal.ecs.controller.words import Road, Side


@dataclass(frozen=True, slots=True)
class Start:
    """Start tasks of a revision."""

    revision: str
    count: int


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop one task, because a newer one replaces it or because it is broken."""

    task: str
    reason: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """Give one target group this share of a road, and the other one the rest."""

    road: Road
    side: Side
    share: float


@dataclass(frozen=True, slots=True)
class Tell:
    """Add an event to the service."""

    message: str


Action = Start | Stop | Shift | Tell
