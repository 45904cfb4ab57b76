"""A task and its containers."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from rehearsal.ecs.records.service import Place


class TaskStatus(Enum):
    """The states of a task, in the order of its life."""

    PROVISIONING = "PROVISIONING"
    PENDING = "PENDING"
    ACTIVATING = "ACTIVATING"
    RUNNING = "RUNNING"
    DEACTIVATING = "DEACTIVATING"
    STOPPING = "STOPPING"
    DEPROVISIONING = "DEPROVISIONING"
    STOPPED = "STOPPED"


COMING = frozenset({TaskStatus.PROVISIONING, TaskStatus.PENDING, TaskStatus.ACTIVATING})
GOING = frozenset({TaskStatus.DEACTIVATING, TaskStatus.STOPPING, TaskStatus.DEPROVISIONING})


class StopCode(Enum):
    """Why a task stopped."""

    FAILED_TO_START = "TaskFailedToStart"
    ESSENTIAL_EXITED = "EssentialContainerExited"
    USER = "UserInitiated"
    SCHEDULER = "ServiceSchedulerInitiated"
    INFRASTRUCTURE = "InfrastructureHealth"


class Health(Enum):
    """What health checks say of a container or a task."""

    HEALTHY = "HEALTHY"
    UNHEALTHY = "UNHEALTHY"
    UNKNOWN = "UNKNOWN"


@dataclass(slots=True)
class ContainerRecord:
    """One container of a task; `definition` is its container definition with the overrides in place."""

    name: str
    arn: str
    definition: dict[str, Any]
    status: str = "PENDING"
    exit_code: int | None = None
    reason: str = ""
    health: Health = Health.UNKNOWN
    runtime_id: str = ""
    digest: str = ""
    pinned: str = ""  # the image by digest, where the service has resolved it before
    checks_failed: int = 0
    started_at: float | None = None

    @property
    def essential(self) -> bool:
        """Whether the task ends with this container."""
        return bool(self.definition.get("essential", True))

    @property
    def health_check(self) -> dict[str, Any] | None:
        """The configured health check, if any."""
        check: dict[str, Any] | None = self.definition.get("healthCheck")
        return check


@dataclass(frozen=True, slots=True)
class Origin:
    """Who started a task, and as part of what."""

    started_by: str = ""
    group: str = ""
    service: str = ""  # the service's ARN
    revision: str = ""  # the service revision's ARN


@dataclass(frozen=True, slots=True)
class Seat:
    """The capacity a task sits on."""

    launch_type: str = ""
    provider: str = ""
    platform_version: str = ""
    instance: str = ""  # the container instance's ARN
    network: dict[str, Any] | None = None


@dataclass(slots=True)
class TaskRecord:
    """Everything about one task."""

    id: str
    arn: str
    place: Place
    task_definition: str
    origin: Origin
    seat: Seat
    created_at: float
    containers: list[ContainerRecord]
    cpu: str = "0"
    memory: str = "0"
    overrides: dict[str, Any] = field(default_factory=dict)
    tags: list[dict[str, str]] = field(default_factory=list)
    status: TaskStatus = TaskStatus.PROVISIONING
    stop_code: StopCode | None = None
    stopped_reason: str = ""
    address: str = ""
    started_at: float | None = None
    stopping_at: float | None = None
    stopped_at: float | None = None
    registered: tuple[tuple[str, int], ...] = ()  # (target group ARN, port)
    reported_healthy: bool = False
    version: int = 1

    @property
    def wanted(self) -> bool:
        """Whether the task is meant to run."""
        return self.stop_code is None

    @property
    def health(self) -> Health:
        """The health of the task: that of its essential containers with a check, the worst first."""
        checked = [c.health for c in self.containers if c.essential and c.health_check]
        for worst in (Health.UNHEALTHY, Health.UNKNOWN):
            if worst in checked or not checked:
                return worst if checked else Health.UNKNOWN
        return Health.HEALTHY

    def end(self, code: StopCode, reason: str, now: float) -> None:
        """Ask for the end of the task; the first reason stays."""
        if self.stop_code is None:
            self.stop_code, self.stopped_reason, self.stopping_at = code, reason, now
