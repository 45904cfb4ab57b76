"""What the control plane and the data plane say to each other."""

from dataclasses import dataclass

from rehearsal.balancer.health import Health
from rehearsal.balancer.tally import Tally, TallyKey
from rehearsal.balancer.view import TargetKey, View


@dataclass(frozen=True, slots=True)
class Pace:
    """How many times faster than asked health checks and drains run; the one place for it.

    An application does not start faster because the clock does: a new target that does not answer yet is left
    `initial` for `patience_seconds` (or for as long as AWS would leave it, if that is shorter).
    """

    health: float = 20.0
    drain: float = 20.0
    patience_seconds: float = 8.0
    shortest_interval: float = 0.1


@dataclass(frozen=True, slots=True)
class Order:
    """Follow this view from now on."""

    number: int
    view: View
    pace: Pace = Pace()


@dataclass(slots=True)
class Served:
    """One finished request, as an access log tells it; no target: the load balancer answered itself."""

    load_balancer: str
    group: str
    kind: str
    at: float
    client: str
    elb_status: int
    received: int
    line: bytes
    agent: bytes
    target: str = "-"
    target_status: int | None = None
    seconds: tuple[float, float, float] = (-1.0, -1.0, -1.0)
    sent: int = 0
    trace: bytes = b""
    rule_arn: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a data plane has seen since its last report; `applied` is the newest order in effect."""

    applied: int
    ports: tuple[tuple[str, int], ...] = ()
    health: tuple[tuple[TargetKey, Health], ...] = ()
    drained: tuple[TargetKey, ...] = ()
    tallies: tuple[tuple[TallyKey, Tally], ...] = ()
    active: tuple[tuple[str, int], ...] = ()
    served: tuple[Served, ...] = ()
    problems: tuple[str, ...] = ()
