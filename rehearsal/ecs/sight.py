"""What the controller is shown of a service: its tasks as records and target groups have them now."""

from dataclasses import dataclass

from rehearsal.control.plane import ControlPlane
from rehearsal.ecs.controller.observed import News, Observed, TaskPhase, TaskSeen
from rehearsal.ecs.records.living import Living
from rehearsal.ecs.records.service import ServiceRecord
from rehearsal.ecs.records.task import COMING, Health, TaskRecord, TaskStatus
from rehearsal.ecs.roads import Roads
from rehearsal.ecs.surroundings import bounded, instances, red_alarms
from rehearsal.ecs.tasks.targets import Targets

# A task without any health check counts as healthy after this long (40 s on AWS).
SETTLED = 1.0
FAILED_ELB = "Task failed ELB health checks in (target-group {group})"
FAILED_CONTAINER = "Task failed container health checks"


@dataclass(frozen=True, slots=True)
class Eyes:
    """What is needed to look."""

    plane: ControlPlane
    targets: Targets
    roads: Roads


def look(eyes: Eyes, living: Living, record: ServiceRecord, now: float) -> Observed:
    """Show one service to the controller; the news are handed over once."""
    record.desired = bounded(eyes.plane, record)
    draining = _draining(eyes, record)
    tasks = tuple(_see(eyes, record, task, now, draining) for task in living.tasks_of(record.arn))
    _announce(record, living, tasks)
    news, record.news = tuple(record.news), []
    deployment = record.machine.deployment
    return Observed(
        desired=record.desired,
        tasks=tasks,
        news=news,
        red_alarms=red_alarms(eyes.plane, record.place, deployment.config.alarms.names if deployment else ()),
        route_problem=_route_problem(eyes, record),
    )


def _draining(eyes: Eyes, record: ServiceRecord) -> set[str]:
    place = record.place
    found = instances(eyes.plane.backend("ecs", place.account, place.region), place.cluster)
    return {arn for arn, instance in found.items() if instance.status == "DRAINING"}


def _route_problem(eyes: Eyes, record: ServiceRecord) -> str:
    deployment = record.machine.deployment
    if deployment is None or deployment.finished:
        return ""
    return eyes.roads.problem(record.place, record.revisions[deployment.target].load_balancers)


def _see(eyes: Eyes, record: ServiceRecord, task: TaskRecord, now: float, draining: set[str]) -> TaskSeen:
    states = _target_states(eyes, task)
    return TaskSeen(
        id=task.arn,
        revision=task.origin.revision,
        phase=_phase(task),
        ready=_ready(task, states, now),
        broken=_broken(record, task, states, now),
        doomed=bool(task.seat.instance) and task.seat.instance in draining,
    )


def _phase(task: TaskRecord) -> TaskPhase:
    if not task.wanted:
        return TaskPhase.STOPPING
    return TaskPhase.PENDING if task.status in COMING else TaskPhase.RUNNING


def _target_states(eyes: Eyes, task: TaskRecord) -> dict[str, str]:
    if task.status is not TaskStatus.RUNNING:
        return {}
    return {
        group: eyes.targets.state(task.place, group, task.address, port) for group, port in task.registered
    }


def _checked(task: TaskRecord) -> bool:
    return any(container.essential and container.health_check for container in task.containers)


def _ready(task: TaskRecord, states: dict[str, str], now: float) -> bool:
    if task.status is not TaskStatus.RUNNING or not task.wanted or task.started_at is None:
        return False
    if _checked(task) and task.health is not Health.HEALTHY:
        return False
    if states:
        return all(state == "healthy" for state in states.values())
    return _checked(task) or now - task.started_at >= SETTLED


def _broken(record: ServiceRecord, task: TaskRecord, states: dict[str, str], now: float) -> str:
    """Say why a task must be replaced; within the grace period nothing is held against it."""
    if task.started_at is None or now < task.started_at + record.grace_seconds:
        return ""
    if _checked(task) and task.health is Health.UNHEALTHY:
        return FAILED_CONTAINER
    sick = [group for group, state in states.items() if state == "unhealthy"]
    return FAILED_ELB.format(group=sick[0]) if sick else ""


def _announce(record: ServiceRecord, living: Living, tasks: tuple[TaskSeen, ...]) -> None:
    """Tell once for each task that it became healthy."""
    for seen in tasks:
        task = living.tasks[seen.id]
        if seen.ready and not task.reported_healthy:
            task.reported_healthy = True
            record.news.append(News(seen.revision, failed=False))
