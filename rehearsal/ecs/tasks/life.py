"""One task from PROVISIONING to STOPPED, a short step at a time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rehearsal.ecs.records.task import COMING, ContainerRecord, Health, StopCode, TaskRecord, TaskStatus
from rehearsal.ecs.runtime.port import Condition, Handle, Runtime
from rehearsal.ecs.tasks.checks import Checks, rule_of
from rehearsal.ecs.tasks.definition import make_launch
from rehearsal.ecs.tasks.logs import Stream, open_stream, write
from rehearsal.ecs.tasks.order import Verdict, may_start, may_stop
from rehearsal.ecs.tasks.secrets import Unavailable, resolve
from rehearsal.ecs.tasks.targets import Targets

if TYPE_CHECKING:
    from rehearsal.control.plane import ControlPlane

STOP_TIMEOUT = 30.0
ESSENTIAL_EXITED = "Essential container in task exited"
DEPENDENCY = "TaskFailedToStart: a container that this task depends on did not succeed"


@dataclass(frozen=True, slots=True)
class World:
    """What every task needs around it."""

    plane: "ControlPlane"
    runtime: Runtime
    targets: Targets


class TaskLife:
    """The running side of a task record: handles, streams and clocks, which no record can hold."""

    def __init__(self, world: World, task: TaskRecord) -> None:
        self._world = world
        self.task = task
        self.handles: dict[str, Handle] = {}
        self._streams: dict[str, Stream | None] = {}
        self._secrets: dict[str, dict[str, str]] = {}
        self._checks: dict[str, Checks] = {}
        self._terminated: dict[str, float] = {}

    def step(self, now: float) -> TaskStatus:
        """Bring the task as far as it can go now."""
        before = self.task.status
        self._observe(now)
        if self.task.wanted:
            self._rise(now)
        if not self.task.wanted:
            self._fall(now)
        if self.task.status is not before:
            self.task.version += 1
        return self.task.status

    def freeze(self) -> None:
        """Stop the clock of every container."""
        for handle in self.handles.values():
            handle.freeze()

    # The way up.

    def _rise(self, now: float) -> None:
        task = self.task
        if task.status is TaskStatus.PROVISIONING and self._provision(now):
            task.status = TaskStatus.PENDING
        if task.status is TaskStatus.PENDING and task.wanted:
            self._start_containers(now)
            self._activate(now)

    def _provision(self, now: float) -> bool:
        task = self.task
        try:
            for container in task.containers:
                self._secrets[container.name] = resolve(self._world.plane, task.place, container.definition)
                self._streams[container.name] = open_stream(self._world.plane, task.place, task.id, container)
        except Unavailable as error:
            task.end(StopCode.FAILED_TO_START, str(error), now)
            return False
        task.address = self._world.runtime.reserve(task.id)
        return True

    def _start_containers(self, now: float) -> None:
        others = {container.name: container for container in self.task.containers}
        for container in self.task.containers:
            if container.name in self.handles:
                continue
            verdict = may_start(container, others)
            if verdict is Verdict.NEVER:
                self.task.end(StopCode.FAILED_TO_START, DEPENDENCY, now)
            elif verdict is Verdict.GO:
                self._launch(container)

    def _launch(self, container: ContainerRecord) -> None:
        plane, place = self._world.plane, self.task.place
        environment = {
            "AWS_ENDPOINT_URL": plane.endpoint,
            "AWS_DEFAULT_REGION": place.region,
            "AWS_REGION": place.region,
            "AWS_ACCESS_KEY_ID": "rehearsal",
            "AWS_SECRET_ACCESS_KEY": "rehearsal",
            **self._secrets[container.name],
        }
        launch = make_launch(self.task, container, environment)
        self.handles[container.name] = self._world.runtime.launch(launch)

    def _activate(self, now: float) -> None:
        """A task runs when each container has run; then its targets are registered."""
        if any(container.status == "PENDING" for container in self.task.containers):
            return
        addresses = [handle.address for handle in self.handles.values() if handle.address]
        self.task.address = addresses[0] if addresses else self.task.address
        self.task.status, self.task.started_at = TaskStatus.RUNNING, now
        for group, port in self.task.registered:
            self._world.targets.register(self.task.place, group, self.task.address, port)

    # What happens on the way.

    def _observe(self, now: float) -> None:
        for container in self.task.containers:
            handle = self.handles.get(container.name)
            if handle is not None:
                self._see(container, handle, now)

    def _see(self, container: ContainerRecord, handle: Handle, now: float) -> None:
        self._ship(container, handle)
        condition = handle.condition
        if condition is Condition.FAILED and container.status != "STOPPED":
            container.status, container.reason = "STOPPED", handle.reason
            self.task.end(StopCode.FAILED_TO_START, handle.reason, now)
        if condition in {Condition.RUNNING, Condition.EXITED} and container.status == "PENDING":
            container.status, container.started_at = "RUNNING", now
            container.runtime_id, container.digest = handle.runtime_id, handle.digest
        if condition is Condition.RUNNING:
            self._check(container, handle, now)
        if condition is Condition.EXITED and container.status == "RUNNING":
            self._exited(container, handle, now)

    def _check(self, container: ContainerRecord, handle: Handle, now: float) -> None:
        rule = rule_of(container)
        if rule is not None:
            checks = self._checks.setdefault(container.name, Checks(rule, now))
            checks.step(container, handle, now)

    def _exited(self, container: ContainerRecord, handle: Handle, now: float) -> None:
        container.status, container.exit_code, container.reason = "STOPPED", handle.exit_code, handle.remark
        container.health = Health.UNKNOWN
        if container.essential:
            if self.task.started_at is None:
                self.task.started_at = now
            self.task.end(StopCode.ESSENTIAL_EXITED, ESSENTIAL_EXITED, now)

    def _ship(self, container: ContainerRecord, handle: Handle) -> None:
        lines, stream = handle.lines(), self._streams.get(container.name)
        if stream is not None:
            write(self._world.plane, stream, lines)

    # The way down.

    def _fall(self, now: float) -> None:
        task = self.task
        if task.status is TaskStatus.RUNNING:
            for group, port in task.registered:
                self._world.targets.deregister(task.place, group, task.address, port)
            task.status = TaskStatus.DEACTIVATING
        if task.status in COMING:
            task.status = TaskStatus.STOPPING
        if task.status is TaskStatus.DEACTIVATING and self._drained():
            task.status = TaskStatus.STOPPING
        if task.status is TaskStatus.STOPPING:
            self._stop_containers(now)

    def _drained(self) -> bool:
        """A dead task has nothing to drain; a living one waits until its targets are gone."""
        task = self.task
        if all(container.status == "STOPPED" for container in task.containers if container.essential):
            return True
        targets = self._world.targets
        return all(targets.gone(task.place, group, task.address, port) for group, port in task.registered)

    def _stop_containers(self, now: float) -> None:
        running = [c for c in self.task.containers if c.name in self.handles and c.status != "STOPPED"]
        for container in running:
            if may_stop(container, running):
                self._stop(container, now)
        if not running:
            self._finish(now)

    def _stop(self, container: ContainerRecord, now: float) -> None:
        handle = self.handles[container.name]
        asked = self._terminated.setdefault(container.name, now)
        if asked == now:
            handle.terminate()
        if now - asked >= float(container.definition.get("stopTimeout") or STOP_TIMEOUT):
            handle.kill()

    def _finish(self, now: float) -> None:
        for container in self.task.containers:
            container.status = "STOPPED"
            if container.name in self.handles:
                self._ship(container, self.handles[container.name])
        self._world.runtime.release(self.task.id)
        self.task.status, self.task.stopped_at = TaskStatus.STOPPED, now
