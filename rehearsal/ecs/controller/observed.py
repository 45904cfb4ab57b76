"""What the controller is shown of the world in one step."""

from dataclasses import dataclass
from enum import Enum


class TaskPhase(Enum):
    """Where a task is in its life, as far as the scheduler cares."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    STOPPING = "STOPPING"


@dataclass(frozen=True, slots=True)
class TaskSeen:
    """One task of the service that has not stopped yet."""

    id: str
    revision: str
    phase: TaskPhase
    ready: bool = False  # running, and healthy by every check that it has
    broken: str = ""  # why the scheduler must replace it; empty while it may live
    doomed: bool = False  # it sits on a draining container instance

    @property
    def alive(self) -> bool:
        """Say whether the task counts as running or pending."""
        return self.phase is not TaskPhase.STOPPING


@dataclass(frozen=True, slots=True)
class News:
    """A task of a revision failed, or reached a healthy state, since the last step."""

    revision: str
    failed: bool


@dataclass(frozen=True, slots=True)
class Observed:
    """Desired count, tasks, news, alarms and roads of one service at one moment."""

    desired: int
    tasks: tuple[TaskSeen, ...] = ()
    news: tuple[News, ...] = ()
    red_alarms: frozenset[str] = frozenset()
    route_problem: str = ""  # why traffic cannot be shifted; empty when the rules are in order

    def of(self, revision: str | None) -> tuple[TaskSeen, ...]:
        """List the living tasks of a revision."""
        return tuple(task for task in self.tasks if task.revision == revision and task.alive)

    def ready(self, revision: str | None) -> int:
        """Count the healthy tasks of a revision."""
        return sum(task.ready for task in self.of(revision))

    def gone(self, revision: str) -> bool:
        """Say whether no task of a revision is left, not even a stopping one."""
        return all(task.revision != revision for task in self.tasks)
