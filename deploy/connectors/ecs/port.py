"""What we need of ECS, in our words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

RELEASE_TAG = "swingbridge:release"
LONG_AGO = datetime.fromtimestamp(0, UTC)


class Status(StrEnum):
    """Where a service deployment has got to."""

    PENDING = "PENDING"
    IN_PROGRESS = "IN_PROGRESS"
    SUCCESSFUL = "SUCCESSFUL"
    STOP_REQUESTED = "STOP_REQUESTED"
    STOPPED = "STOPPED"
    ROLLBACK_REQUESTED = "ROLLBACK_REQUESTED"
    ROLLBACK_IN_PROGRESS = "ROLLBACK_IN_PROGRESS"
    ROLLBACK_SUCCESSFUL = "ROLLBACK_SUCCESSFUL"
    ROLLBACK_FAILED = "ROLLBACK_FAILED"


GOES_ON = frozenset({Status.PENDING, Status.IN_PROGRESS})
GOES_BACK = frozenset({Status.STOP_REQUESTED, Status.ROLLBACK_REQUESTED, Status.ROLLBACK_IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class Revision:
    """One service revision in a deployment, with the release that its task definition is tagged with."""

    arn: str
    release: str
    wanted: int = 0
    running: int = 0
    share: float = 0.0
    """The share of production traffic that the controller asks for."""
    target_group: str = ""
    definition: str = ""
    digests: tuple[str, ...] = ()
    """What its containers run, as ECS resolved it."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A pause that waits for an answer."""

    hook_id: str
    stage: str
    expires_at: datetime | None = None
    """When ECS stops waiting; None where it does not say."""
    goes_back: bool = True
    """Whether ECS takes the traffic back then."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """The newest service deployment."""

    arn: str
    status: Status
    stage: str
    reason: str
    target: Revision
    source: Revision | None = None
    hook: Hook | None = None
    created_at: datetime = LONG_AGO


@dataclass(frozen=True, slots=True)
class Service:
    """A service as it stands."""

    name: str
    desired: int
    running: int
    release: str
    """The release of the task definition that the service names."""
    definition: str = ""
    failed: int = 0
    """How many tasks of that definition have failed since its deployment began."""
    endless_pauses: tuple[str, ...] = ()
    """Stages at which the service is told to pause with no way back of its own."""


@dataclass(frozen=True, slots=True)
class SeenTask:
    """A task, where it logs, and why it came to its end if it did."""

    task: str
    reason: str = ""
    container: str = ""
    exit_code: int | None = None
    log_group: str = ""
    log_stream: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """What the container instances of a cluster have left for tasks."""

    instances: int = 0
    cpu_units: int = 0
    memory_mib: int = 0


@dataclass(frozen=True, slots=True)
class Definition:
    """A task definition to be registered: the request, and the release it is tagged with."""

    family: str
    release: str
    request: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Rollout:
    """What `UpdateService` is asked for."""

    task_definition: str
    desired: int
    configuration: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Creation:
    """What `CreateService` is asked for, beside the rollout; the token makes it safe to repeat."""

    token: str
    request: Mapping[str, object]


class Ecs(Protocol):
    """One cluster; nothing here retries what has no token."""

    def service(self, name: str) -> Service | None:
        """The service, where there is an active one."""
        ...

    def is_gone(self, name: str) -> bool:
        """Whether there was a service of that name which is inactive now; asked where none is active."""
        ...

    def tasks_of(self, service: str, definition: str, *, stopped: bool) -> tuple[SeenTask, ...]:
        """Tasks of the service and that definition, which run or have stopped lately; the newest first."""
        ...

    def room(self) -> Room:
        """What is left on the container instances of the cluster."""
        ...

    def newest_deployment(self, service: str) -> Deployment | None:
        """The newest service deployment, whatever became of it."""
        ...

    def definition_of(self, family: str, release: str) -> str:
        """The lowest active task definition of the family that carries the release's tag, or empty."""
        ...

    def register(self, definition: Definition) -> str:
        """Register a task definition; look with `definition_of` first, this call has no token."""
        ...

    def create(self, service: str, rollout: Rollout, creation: Creation) -> None:
        """Make the service with its first deployment."""
        ...

    def roll_out(self, service: str, rollout: Rollout) -> None:
        """Start a service deployment."""
        ...

    def answer(self, deployment: str, hook_id: str, *, goes_on: bool) -> None:
        """Answer a pause: go on, or roll back."""
        ...

    def roll_back(self, deployment: str) -> None:
        """Stop a service deployment and roll it back."""
        ...
