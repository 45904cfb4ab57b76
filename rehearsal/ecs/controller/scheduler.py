"""How many tasks to start and which to stop, so that the wanted revisions run within the percent limits."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from rehearsal.ecs.controller.actions import Action, Start, Stop
from rehearsal.ecs.controller.observed import Observed, TaskSeen

REPLACED = "Scaling activity initiated by (deployment {deployment})"


@dataclass(frozen=True, slots=True)
class Limits:
    """How far the number of tasks may leave the desired count, in percent, and what may not start now."""

    minimum: int = 100
    maximum: int = 200
    held: str | None = None  # a revision whose tasks keep failing

    def floor(self, wanted: int) -> int:
        """Give the number of healthy tasks that must stay."""
        return math.ceil(wanted * self.minimum / 100)

    def ceiling(self, wanted: int) -> int:
        """Give the number of tasks that may live at the same time."""
        return math.floor(wanted * self.maximum / 100)


@dataclass(frozen=True, slots=True)
class Want:
    """A revision that shall run so many tasks, and the tasks that make room for it."""

    revision: str
    count: int
    outgoing: tuple[TaskSeen, ...] = ()


def schedule(seen: Observed, wants: Iterable[Want], limits: Limits) -> tuple[Action, ...]:
    """Replace broken tasks at once, then move every revision towards its wanted count."""
    broken = tuple(
        Stop(task.id, task.broken, failed=True) for task in seen.tasks if task.alive and task.broken
    )
    moves = tuple(action for want in wants for action in _move(seen, want, limits))
    return broken + moves


def _move(seen: Observed, want: Want, limits: Limits) -> tuple[Action, ...]:
    mine = tuple(task for task in seen.of(want.revision) if not task.broken)
    staying = tuple(task for task in mine if not task.doomed)
    leaving = tuple(task for task in mine if task.doomed) + tuple(
        task for task in want.outgoing if task.alive and not task.broken
    )
    room = max(limits.ceiling(want.count), want.count) - len(staying) - len(leaving)
    start = min(want.count - len(staying), room) if want.revision != limits.held else 0
    starts: tuple[Action, ...] = (Start(want.revision, start),) if start > 0 else ()
    reason = REPLACED.format(deployment=deployment_id(want.revision))
    surplus = _newest_last(staying)[want.count :]
    stops = [*_replaceable(staying, leaving, limits.floor(want.count)), *surplus]
    return starts + tuple(Stop(task.id, reason) for task in stops)


def _replaceable(staying: tuple[TaskSeen, ...], leaving: tuple[TaskSeen, ...], floor: int) -> list[TaskSeen]:
    """The leaving tasks that can go: all unhealthy ones, and healthy ones down to the floor."""
    healthy = sum(task.ready for task in staying) + sum(task.ready for task in leaving)
    spare = max(0, healthy - floor)
    ready = [task for task in leaving if task.ready]
    return [task for task in leaving if not task.ready] + ready[:spare]


def _newest_last(tasks: tuple[TaskSeen, ...]) -> list[TaskSeen]:
    """Order tasks so that the ready ones come first and are kept first."""
    return sorted(tasks, key=lambda task: not task.ready)


def deployment_id(revision: str) -> str:
    """Give the id under which a service revision stands in `deployments`."""
    return f"ecs-svc/{revision.rpartition('/')[2]}"
