"""Where the records of one account and region hang, and how they are found."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from rehearsal.control.plane import ControlPlane
from rehearsal.ecs.records.service import ServiceRecord, ServiceStatus
from rehearsal.ecs.records.task import TaskRecord, TaskStatus

STOPPED_TASKS_KEPT = 200
INACTIVE_SERVICES_KEPT = 50
DEPLOYMENTS_KEPT = 100
TOKENS_KEPT = 1000
ATTRIBUTE = "rehearsal_living"


@dataclass(slots=True)
class Living:
    """The services and tasks of one account and region, by ARN, and the answers to repeated client tokens."""

    services: dict[str, ServiceRecord] = field(default_factory=dict)
    tasks: dict[str, TaskRecord] = field(default_factory=dict)
    tokens: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def tasks_of(self, service: str) -> list[TaskRecord]:
        """List the tasks of a service that have not stopped."""
        return [
            task
            for task in self.tasks.values()
            if task.origin.service == service and task.status is not TaskStatus.STOPPED
        ]

    def service(self, cluster: str, name_or_arn: str) -> ServiceRecord | None:
        """Find a service by its name or ARN."""
        name = name_or_arn.rpartition("/")[2]
        for record in self.services.values():
            if record.place.cluster == cluster and record.name == name:
                return record
        return None

    def task(self, cluster: str, id_or_arn: str) -> TaskRecord | None:
        """Find a task by its id or ARN."""
        number = id_or_arn.rpartition("/")[2]
        for record in self.tasks.values():
            if record.place.cluster == cluster and record.id == number:
                return record
        return None

    def prune(self) -> None:
        """Forget the oldest of what has ended, so that a long rehearsal does not grow."""
        stopped = [arn for arn, task in self.tasks.items() if task.status is TaskStatus.STOPPED]
        _drop(self.tasks, stopped, STOPPED_TASKS_KEPT)
        ended = [arn for arn, record in self.services.items() if record.status is ServiceStatus.INACTIVE]
        _drop(self.services, ended, INACTIVE_SERVICES_KEPT)
        _drop(self.tokens, list(self.tokens), TOKENS_KEPT)
        for record in self.services.values():
            _forget_deployments(record)


def _drop(records: dict[str, Any], ended: list[str], keep: int) -> None:
    for arn in ended[: max(0, len(ended) - keep)]:
        del records[arn]


def _forget_deployments(record: ServiceRecord) -> None:
    old = list(record.deployments)[: max(0, len(record.deployments) - DEPLOYMENTS_KEPT)]
    for arn in old:
        del record.deployments[arn]
    if old:
        used = {arn for d in record.deployments.values() for arn in (d.target, *d.sources)} | {
            record.machine.live,
        }
        record.revisions = {arn: revision for arn, revision in record.revisions.items() if arn in used}
        record.digests = {arn: digests for arn, digests in record.digests.items() if arn in used}
        record.failed = {arn: count for arn, count in record.failed.items() if arn in used}
        sides = {arn: side for arn, side in record.machine.sides.items() if arn in used}
        record.machine = replace(record.machine, sides=sides)


def living_of(backend: Any) -> Living:  # noqa: ANN401 - moto's ECS backend has no type
    """Give the records that hang on a backend of moto; a fresh one gets empty records."""
    found = getattr(backend, ATTRIBUTE, None)
    if found is None:
        found = Living()
        setattr(backend, ATTRIBUTE, found)
    assert isinstance(found, Living)  # noqa: S101 - the attribute is ours alone
    return found


def all_living(plane: ControlPlane) -> Iterator[tuple[Any, Living]]:
    """Go through every account and region in which ECS was used."""
    for backend in plane.backends("ecs"):
        yield backend, living_of(backend)
