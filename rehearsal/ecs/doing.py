"""What becomes of the controller's actions: task records, weights and events."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from rehearsal.ecs.api.deployment_shape import group_of
from rehearsal.ecs.controller.actions import Action, Shift, Start, Stop, Tell
from rehearsal.ecs.controller.observed import News
from rehearsal.ecs.records.living import Living
from rehearsal.ecs.records.service import Revision, ServiceRecord
from rehearsal.ecs.records.task import Origin, StopCode, TaskRecord
from rehearsal.ecs.roads import Roads
from rehearsal.ecs.runtime.pull import pinned
from rehearsal.ecs.starting import NoRoom, Wish, make_task, seat_from
from rehearsal.ecs.tasks.definition import definition_by_arn

NO_ROOM = (
    "was unable to place a task because no container instance met all of its requirements. "
    "Reason: No Container Instances were found in your cluster."
)


@dataclass(frozen=True, slots=True)
class Hands:
    """One service with what is needed to act on it."""

    backend: Any
    living: Living
    roads: Roads
    record: ServiceRecord
    now: float

    def do(self, action: Action) -> None:
        """Carry out one action."""
        match action:
            case Start(revision, count):
                self._start(self.record.revisions[revision], count)
            case Stop():
                self._stop(action)
            case Shift():
                self._shift(action)
            case Tell(message):
                self.tell(message)

    def tell(self, message: str) -> None:
        """Add an event to the service."""
        self.record.tell(str(uuid4()), self.now, message)

    def _start(self, revision: Revision, count: int) -> None:
        try:
            tasks = [self._make(revision) for _ in range(count)]
        except NoRoom:
            if not self.record.events or NO_ROOM not in self.record.events[0].message:
                self.tell(NO_ROOM)
            return
        names = " ".join(f"(task {task.id})" for task in tasks)
        self.tell(f"has started {len(tasks)} tasks: {names}.")

    def _make(self, revision: Revision) -> TaskRecord:
        record = self.record
        wish = Wish(
            place=record.place,
            definition=definition_by_arn(self.backend, revision.task_definition),
            origin=Origin(revision.deployment_id, f"service:{record.name}", record.arn, revision.arn),
            seat=seat_from(revision.spec),
            tags=list(record.settings.get("tags") or [])
            if record.settings.get("propagateTags") == "SERVICE"
            else [],
        )
        task = make_task(self.backend, wish, self.now)
        side = record.machine.side_of(revision.arn)
        task.registered = tuple(
            (group, int(entry["containerPort"]))
            for entry in revision.load_balancers
            if (group := group_of(entry, side)) is not None
        )
        for container in task.containers:
            digest = record.digests.get(revision.arn, {}).get(container.name)
            if digest:
                container.pinned = pinned(str(container.definition["image"]), digest)
        self.living.tasks[task.arn] = task
        return task

    def _stop(self, action: Stop) -> None:
        task = self.living.tasks[action.task]
        task.end(StopCode.SCHEDULER, action.reason, self.now)
        if action.failed:
            self.fail(task)
            self.tell(f"(task {task.id}) is unhealthy: {action.reason}.")
        self.tell(f"has stopped 1 running tasks: (task {task.id}).")

    def fail(self, task: TaskRecord) -> None:
        """Count a failed task of the service."""
        revision = task.origin.revision
        self.record.failed[revision] = self.record.failed.get(revision, 0) + 1
        self.record.news.append(News(revision, failed=True))

    def _shift(self, shift: Shift) -> None:
        deployment = self.record.machine.deployment
        if deployment is not None:
            entries = self.record.revisions[deployment.target].load_balancers
            self.roads.shift(self.record.place, entries, shift)
