"""How the tasks of a revision do."""

from collections.abc import Iterable

from rehearsal.ecs.records.task import COMING, GOING, Health, TaskRecord
from rehearsal.page.model import Condition, Task
from rehearsal.page.roads import States

SHORT = 8


def see_tasks(tasks: Iterable[TaskRecord], states: States) -> tuple[Task, ...]:
    """The tasks, the oldest first."""
    oldest_first = sorted(tasks, key=lambda task: (task.created_at, task.id))
    return tuple(
        Task(task.id[:SHORT], condition_of(task, states), task.started_at or task.created_at)
        for task in oldest_first
    )


def condition_of(task: TaskRecord, states: States) -> Condition:
    """The worst that its life, its own health check and its target groups say."""
    if not task.wanted or task.status in GOING:
        return Condition.STOPPING
    if task.status in COMING:
        return Condition.STARTING
    said = {states.get((group, task.address, port), "initial") for group, port in task.registered}
    if task.health is Health.UNHEALTHY or "unhealthy" in said:
        return Condition.UNHEALTHY
    checked = any(one.essential and one.health_check for one in task.containers)
    if said - {"healthy"} or (checked and task.health is Health.UNKNOWN):
        return Condition.CHECKING
    return Condition.HEALTHY
