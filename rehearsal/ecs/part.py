"""The part of the rehearsal that makes ECS live: it steps every service and every task."""

import logging
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from time import time
from typing import Any

from rehearsal.control.plane import ControlPlane
from rehearsal.ecs.api.door import door
from rehearsal.ecs.api.table import OPERATIONS
from rehearsal.ecs.controller.config import Pace
from rehearsal.ecs.controller.machine import step
from rehearsal.ecs.controller.observed import Observed
from rehearsal.ecs.counting import count
from rehearsal.ecs.doing import Hands
from rehearsal.ecs.records.living import Living, all_living
from rehearsal.ecs.records.service import ServiceRecord, ServiceStatus
from rehearsal.ecs.records.task import StopCode, TaskRecord, TaskStatus
from rehearsal.ecs.roads import Roads
from rehearsal.ecs.runtime.choice import choose_runtime
from rehearsal.ecs.runtime.port import Runtime
from rehearsal.ecs.sight import Eyes, look
from rehearsal.ecs.tasks.life import TaskLife, World
from rehearsal.ecs.tasks.targets import Targets

logger = logging.getLogger(__name__)
LOST = "The server that ran this task ended"
OWN_FAILURES = frozenset({StopCode.FAILED_TO_START, StopCode.ESSENTIAL_EXITED})
DRAINED = "has been deleted"
DEFECT = "The rehearsal failed inside; see the log of its server"


class EcsPart:
    """Owns the runtime and the running side of every task."""

    def __init__(
        self, runtime: Runtime | None = None, pace: Pace | None = None, clock: Callable[[], float] = time
    ) -> None:
        self._given = runtime
        self._clock = clock
        self.pace = pace or Pace(minute=float(os.environ.get("REHEARSAL_MINUTE_SECONDS", "60")))
        self.lives: dict[str, TaskLife] = {}

    def start(self, plane: ControlPlane) -> None:
        """Open the runtime, clear what an earlier server left, and answer ECS's operations."""
        self._plane = plane
        self._roads = Roads(plane)
        self._targets = Targets(plane)
        runtime = self._given or choose_runtime(plane)
        runtime.open()
        self._world = World(plane, runtime, self._targets)
        self._eyes = Eyes(plane, self._targets, self._roads)
        for operation, answer in OPERATIONS.items():
            plane.gap("ecs", operation, door(plane, answer, self._moment))
        for _, living in all_living(plane):
            for task in living.tasks.values():
                self._lose(task)
        plane.add_action("ecs.kill-task", lambda fields: self._kill(fields["task"]))
        plane.add_action("ecs.freeze-task", lambda fields: self._freeze(fields["task"]))
        plane.add_action("ecs.pace", self._set_pace)

    def tick(self, now: float) -> None:  # noqa: ARG002 - records live longer than the monotonic clock
        """Step every task and then every service; a service whose step fails does not hold up the others."""
        for backend, living in all_living(self._plane):
            for task in list(living.tasks.values()):
                self._live_guarded(living, task)
            for record in list(living.services.values()):
                self._reconcile_guarded(backend, living, record)
            count(backend, living)
            living.prune()

    def stop(self) -> None:
        """End every task."""
        self._world.runtime.close()
        self.lives.clear()

    def save(self) -> object:
        """Nothing: the records hang on moto's and are saved with them."""
        return None

    def load(self, saved: object) -> None:
        """Nothing to take back."""

    def _live_guarded(self, living: Living, task: TaskRecord) -> None:
        try:
            self._live(living, task)
        except Exception:  # a defect in one task's step ends that task and no other
            logger.exception("the step of task %s failed", task.arn)
            task.end(StopCode.INFRASTRUCTURE, DEFECT, self._clock())

    def _reconcile_guarded(self, backend: Any, living: Living, record: ServiceRecord) -> None:  # noqa: ANN401 - moto's
        try:
            self._reconcile(backend, living, record)
        except Exception:  # a defect in one service's step must not stop the others
            logger.exception("the step of service %s failed", record.arn)

    def _live(self, living: Living, task: TaskRecord) -> None:
        if task.status is TaskStatus.STOPPED:
            return
        life = self.lives.get(task.arn)
        if life is None:
            life = self.lives[task.arn] = TaskLife(self._world, task)
        status = life.step(self._clock())
        record = living.services.get(task.origin.service)
        if record is not None:
            for container in task.containers:
                record.pin(task.origin.revision, container.name, container.digest)
        if status is TaskStatus.STOPPED:
            del self.lives[task.arn]
            self._note_failure(living, task)

    def _lose(self, task: TaskRecord) -> None:
        """A task of an earlier server is gone with it; its targets go too."""
        if task.status is TaskStatus.STOPPED:
            return
        task.end(StopCode.INFRASTRUCTURE, LOST, self._clock())
        for group, port in task.registered:
            self._targets.deregister(task.place, group, task.address, port)
        task.status, task.stopped_at = TaskStatus.STOPPED, self._clock()
        for container in task.containers:
            container.status = "STOPPED"

    def _note_failure(self, living: Living, task: TaskRecord) -> None:
        record = living.services.get(task.origin.service)
        if record is not None and task.stop_code in OWN_FAILURES:
            Hands(None, living, self._roads, record, self._clock()).fail(task)

    def _reconcile(self, backend: Any, living: Living, record: ServiceRecord) -> None:  # noqa: ANN401 - moto's
        if record.status is ServiceStatus.INACTIVE:
            return
        now = self._clock()
        hands = Hands(backend, living, self._roads, record, now)
        if record.status is ServiceStatus.DRAINING:
            self._drain(record, hands)
            return
        if record.machine.deployment is None:
            return
        seen = look(self._eyes, living, record, now)
        self._step(record, seen, hands, now)

    def _step(self, record: ServiceRecord, seen: Observed, hands: Hands, now: float) -> None:
        result = step(replace(record.machine, pace=self.pace), seen, now)
        record.machine = result.service
        record.remember()
        for action in result.actions:
            hands.do(action)

    def _drain(self, record: ServiceRecord, hands: Hands) -> None:
        """End the tasks of a deleted service; without any it is gone, from moto's records too."""
        tasks = hands.living.tasks_of(record.arn)
        for task in tasks:
            task.end(StopCode.SCHEDULER, "Service is being deleted", hands.now)
        if not tasks:
            record.status = ServiceStatus.INACTIVE
            hands.tell(DRAINED)
            hands.backend.services.pop(f"{record.place.cluster}:{record.name}", None)

    def _moment(self) -> tuple[float, Pace]:
        return self._clock(), self.pace

    def _kill(self, name: str) -> list[str]:
        return [arn for arn, life in self._lives_of(name) if _end(life)]

    def _freeze(self, name: str) -> list[str]:
        found = self._lives_of(name)
        for _, life in found:
            life.freeze()
        return [arn for arn, _ in found]

    def _lives_of(self, name: str) -> list[tuple[str, TaskLife]]:
        """The task with that ARN or id, or with an id that begins so, as the page shows ids."""
        beginning = name.rpartition("/")[2]
        found = [(arn, life) for arn, life in self.lives.items() if life.task.id.startswith(beginning)]
        if not beginning or not found:
            raise ValueError(f"no task {name!r} runs")
        return found

    def _set_pace(self, fields: Mapping[str, str]) -> dict[str, float]:
        self.pace = replace(
            self.pace,
            minute=float(fields.get("minute", self.pace.minute)),
            stage_minimum=float(fields.get("stage_minimum", self.pace.stage_minimum)),
        )
        return {"minute": self.pace.minute, "stage_minimum": self.pace.stage_minimum}


def _end(life: TaskLife) -> bool:
    for handle in life.handles.values():
        with suppress(ProcessLookupError):
            handle.kill()
    return bool(life.handles)
