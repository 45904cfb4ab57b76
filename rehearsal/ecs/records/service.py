"""A service, its revisions, its deployments and its events."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from rehearsal.ecs.controller.observed import News
from rehearsal.ecs.controller.state import Deployment, Service

EVENTS_KEPT = 100


class ServiceStatus(Enum):
    """The states of a service."""

    ACTIVE = "ACTIVE"
    DRAINING = "DRAINING"
    INACTIVE = "INACTIVE"


@dataclass(frozen=True, slots=True)
class Place:
    """The account, region and cluster of a service or task."""

    account: str
    region: str
    cluster: str
    cluster_arn: str


@dataclass(frozen=True, slots=True)
class Revision:
    """A service revision: the members of a request that decide what runs, as they were sent."""

    arn: str
    created_at: float
    spec: dict[str, Any]

    @property
    def number(self) -> str:
        """The last part of the ARN, which is also the number of the deployment entry."""
        return self.arn.rpartition("/")[2]

    @property
    def deployment_id(self) -> str:
        """The id under which the revision stands in `deployments` and in a task's `startedBy`."""
        return f"ecs-svc/{self.number}"

    @property
    def task_definition(self) -> str:
        """The ARN of the task definition."""
        return str(self.spec["taskDefinition"])

    @property
    def load_balancers(self) -> list[dict[str, Any]]:
        """The load balancer entries as they were sent."""
        return list(self.spec.get("loadBalancers") or [])


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the service's event list."""

    id: str
    created_at: float
    message: str


@dataclass(slots=True)
class ServiceRecord:
    """Everything about one service; `settings` are the members of requests that do not make a revision."""

    name: str
    arn: str
    place: Place
    desired: int
    created_at: float
    settings: dict[str, Any]
    status: ServiceStatus = ServiceStatus.ACTIVE
    machine: Service = field(default_factory=Service)
    revisions: dict[str, Revision] = field(default_factory=dict)
    deployments: dict[str, Deployment] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    failed: dict[str, int] = field(default_factory=dict)
    digests: dict[str, dict[str, str]] = field(default_factory=dict)  # by revision and container

    @property
    def primary(self) -> Revision:
        """The revision that the service is to run now: the live one once a deployment goes back."""
        primary = self.machine.primary
        if primary is None:  # another controller than ECS's deploys this service
            return next(reversed(self.revisions.values()))
        return self.revisions[primary]

    @property
    def grace_seconds(self) -> float:
        """How long after its start a task may be unhealthy."""
        return float(self.settings.get("healthCheckGracePeriodSeconds") or 0)

    def pin(self, revision: str, container: str, digest: str) -> None:
        """Keep the digest that the first task of a revision started from; later ones start from it too."""
        if digest:
            self.digests.setdefault(revision, {}).setdefault(container, digest)

    def remember(self) -> None:
        """Keep the newest deployment in the history."""
        deployment = self.machine.deployment
        if deployment is not None:
            self.deployments[deployment.arn] = deployment

    def tell(self, number: str, now: float, message: str) -> None:
        """Add an event; the newest hundred are kept, the newest first."""
        self.events.insert(0, Event(number, now, f"(service {self.name}) {message}"))
        del self.events[EVENTS_KEPT:]
