"""The numbers that moto's own records show: running and pending tasks of clusters and instances."""

from typing import Any

from rehearsal.ecs.records.living import Living
from rehearsal.ecs.records.service import ServiceStatus
from rehearsal.ecs.records.task import COMING, TaskRecord, TaskStatus
from rehearsal.ecs.surroundings import instances


def count(backend: Any, living: Living) -> None:  # noqa: ANN401 - moto's records have no type
    """Write the counts of every cluster and container instance."""
    tasks = list(living.tasks.values())
    for name, cluster in backend.clusters.items():
        mine = [task for task in tasks if task.place.cluster == name]
        cluster.running_tasks_count, cluster.pending_tasks_count = _counts(mine)
        cluster.active_services_count = sum(
            record.place.cluster == name and record.status is ServiceStatus.ACTIVE
            for record in living.services.values()
        )
        for arn, instance in instances(backend, name).items():
            sitting = [task for task in mine if task.seat.instance == arn]
            instance.running_tasks_count, instance.pending_tasks_count = _counts(sitting)


def _counts(tasks: list[TaskRecord]) -> tuple[int, int]:
    running = sum(task.status is TaskStatus.RUNNING for task in tasks)
    return running, sum(task.status in COMING for task in tasks)
