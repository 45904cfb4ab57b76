"""What the page shows, as values; times are seconds since 1970, ARNs only where one is needed."""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Which of a service's two target groups, or neither."""

    PRIMARY = "primary"
    ALTERNATE = "alternate"
    NEITHER = "neither"


class Condition(StrEnum):
    """How a task does."""

    STARTING = "starting"
    CHECKING = "checking"
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"
    STOPPING = "stopping"


class Role(StrEnum):
    """What a revision is to its service now."""

    LIVE = "live"
    CANDIDATE = "candidate"
    LEAVING = "leaving"


class Passage(StrEnum):
    """Where a deployment is with one of its stages."""

    PASSED = "passed"
    CURRENT = "current"
    AHEAD = "ahead"
    TURNED = "turned"  # here it was sent back
    SKIPPED = "skipped"


class Waiting(StrEnum):
    """What a deployment waits for."""

    ANSWER = "answer"
    STEP = "step"
    BAKE = "bake"


class Then(StrEnum):
    """What happens when a wait is over."""

    CONTINUE = "continue"
    ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True)
class Task:
    """One task that has not stopped."""

    id: str
    condition: Condition
    since: float


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a service with its tasks; `failed` counts its tasks that could not stay up."""

    name: str
    images: tuple[str, ...]
    role: Role
    failed: int
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Traffic:
    """Requests and errors of each of the last seconds, the oldest first."""

    requests: tuple[float, ...]
    errors: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Berth:
    """One side of a service: its target group (if it has one), what runs there, and its traffic."""

    side: Side
    group: str
    revisions: tuple[Revision, ...]
    traffic: Traffic | None


@dataclass(frozen=True, slots=True)
class Share:
    """What one target group gets of a rule, in percent."""

    side: Side
    group: str
    percent: float


@dataclass(frozen=True, slots=True)
class Road:
    """One forwarding rule of a load balancer, with the address of its listener."""

    rule: str
    purpose: str
    balancer: str
    address: str
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a deployment: the seconds spent in it, and since when it is the current one."""

    name: str
    passage: Passage
    seconds: float | None = None
    since: float | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """What holds a deployment, until when, and what happens then if nobody acts."""

    kind: Waiting
    since: float
    until: float
    then: Then


@dataclass(frozen=True, slots=True)
class Deployment:
    """The newest deployment of a service; `share` is what its target gets of production, in percent."""

    id: str
    strategy: str
    status: str
    reason: str
    target: str
    started_at: float
    finished_at: float | None
    share: float
    stages: tuple[Stage, ...]
    wait: Wait | None


@dataclass(frozen=True, slots=True)
class Service:
    """One service, with its roads and its two sides."""

    arn: str
    name: str
    cluster: str
    desired: int
    running: int
    news: str
    deployment: Deployment | None
    roads: tuple[Road, ...]
    berths: tuple[Berth, ...]


@dataclass(frozen=True, slots=True)
class Calls:
    """Equal AWS calls told once; the figures are those of the newest."""

    time: float
    service: str
    operation: str
    caller: str
    effect: str
    status: int
    milliseconds: float
    code: str
    fault: str
    count: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """One CloudWatch alarm."""

    name: str
    state: str
    since: float
    reason: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything the page shows; `changes` are the newest calls that do more than read."""

    account: str
    region: str
    endpoint: str
    services: tuple[Service, ...]
    other_roads: tuple[Road, ...]
    alarms: tuple[Alarm, ...]
    calls: tuple[Calls, ...]
    changes: tuple[Calls, ...]
