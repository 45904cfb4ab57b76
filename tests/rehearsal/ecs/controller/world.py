"""A small world for the controller: tasks start, heal, fail and stop as told, and time is a number."""

from dataclasses import dataclass, field, replace

from rehearsal.ecs.controller.actions import Action, Shift, Start, Stop, Tell
from rehearsal.ecs.controller.config import Config, Pace
from rehearsal.ecs.controller.machine import step
from rehearsal.ecs.controller.observed import News, Observed, TaskPhase, TaskSeen
from rehearsal.ecs.controller.requests import Order, begin
from rehearsal.ecs.controller.state import Deployment, HookRun, Service
from rehearsal.ecs.controller.words import HookStatus, Road, Stage, Status

TICK = 1.0
FAST = Pace(minute=60.0, stage_minimum=0.0)


@dataclass
class World:
    """Everything around the controller."""

    desired: int = 2
    service: Service = field(default_factory=lambda: Service(pace=FAST))
    tasks: tuple[TaskSeen, ...] = ()
    news: tuple[News, ...] = ()
    red: frozenset[str] = frozenset()
    route_problem: str = ""
    failing: frozenset[str] = frozenset()
    stuck: frozenset[str] = frozenset()  # revisions, and single tasks
    now: float = 0.0
    started: int = 0
    stages: list[Stage] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    most: int = 0
    fewest_ready: int = 10**6

    @property
    def deployment(self) -> Deployment:
        """The newest deployment."""
        assert self.service.deployment is not None
        return self.service.deployment

    @property
    def status(self) -> Status:
        """The state of the newest deployment."""
        return self.deployment.status

    @property
    def paused(self) -> HookRun:
        """The hook that holds the deployment."""
        return next(run for run in self.deployment.hooks if run.status is HookStatus.AWAITING_ACTION)

    def deploy(self, target: str, config: Config) -> Deployment | None:
        """Ask for a deployment; the superseded one is handed back."""
        sources = tuple(sorted({task.revision for task in self.tasks if task.alive}))
        order = Order(f"deployment/{target}", target, config, sources)
        self.service, superseded = begin(self.service, order, self.now)
        self.stages[:] = [self.deployment.stage]
        return superseded

    def tick(self, times: int = 1) -> None:
        """Let time pass."""
        for _ in range(times):
            self._live()
            seen = Observed(self.desired, self.tasks, self.news, self.red, self.route_problem)
            self.news = ()
            result = step(self.service, seen, self.now)
            self.service = result.service
            self._note()
            for action in result.actions:
                self._do(action)
            self.now += TICK

    def until(self, *statuses: Status, limit: int = 2000) -> Status:
        """Let time pass until the deployment is in one of these states."""
        for _ in range(limit):
            if self.status in statuses:
                return self.status
            self.tick()
        raise AssertionError(f"still {self.status} at {self.deployment.stage} after {limit} ticks")

    def until_paused(self) -> HookRun:
        """Let time pass until a hook holds the deployment."""
        for _ in range(2000):
            if any(run.status is HookStatus.AWAITING_ACTION for run in self.deployment.hooks):
                return self.paused
            self.tick()
        raise AssertionError(f"never paused: {self.status} at {self.deployment.stage}")

    def until_stage(self, stage: Stage) -> None:
        """Let time pass until a stage is reached."""
        for _ in range(2000):
            if self.deployment.stage is stage:
                return
            self.tick()
        raise AssertionError(f"never at {stage}: {self.status} at {self.deployment.stage}")

    def revisions(self) -> dict[str, int]:
        """Count the living tasks by revision."""
        living = [task.revision for task in self.tasks if task.alive]
        return {revision: living.count(revision) for revision in sorted(set(living))}

    def shares(self, road: Road = Road.PRODUCTION) -> list[float]:
        """List the shares that were shifted on a road, in order."""
        return [shift.share for shift in self.shifts if shift.road is road]

    def _note(self) -> None:
        if not self.stages or self.stages[-1] is not self.deployment.stage:
            self.stages.append(self.deployment.stage)
        self.most = max(self.most, sum(task.alive for task in self.tasks))
        if self.service.live:
            self.fewest_ready = min(self.fewest_ready, sum(task.ready for task in self.tasks))

    def _live(self) -> None:
        """Stopping tasks go, running ones become healthy or fail, pending ones run."""
        left = [task for task in self.tasks if task.phase is not TaskPhase.STOPPING]
        self.tasks = tuple(grown for task in left if (grown := self._grow(task)) is not None)

    def _grow(self, task: TaskSeen) -> TaskSeen | None:
        if task.phase is TaskPhase.PENDING:
            return replace(task, phase=TaskPhase.RUNNING)
        if task.revision in self.failing:
            self.news = (*self.news, News(task.revision, failed=True))
            return None
        if not task.ready and not {task.revision, task.id} & self.stuck:
            self.news = (*self.news, News(task.revision, failed=False))
            return replace(task, ready=True)
        return task

    def _do(self, action: Action) -> None:
        match action:
            case Start(revision, count):
                fresh = [TaskSeen(f"t{self.started + n}", revision, TaskPhase.PENDING) for n in range(count)]
                self.started += count
                self.tasks = (*self.tasks, *fresh)
            case Stop(task):
                self.tasks = tuple(
                    replace(seen, phase=TaskPhase.STOPPING, ready=False) if seen.id == task else seen
                    for seen in self.tasks
                )
            case Shift():
                self.shifts.append(action)
            case Tell(message):
                self.events.append(message)


def serving(config: Config, desired: int = 2) -> World:
    """A world whose first deployment, of revision `r/1`, has completed."""
    world = World(desired=desired)
    world.deploy("r/1", replace(config, hooks=()))
    world.until(Status.SUCCESSFUL)
    world.tick(2)
    world.shifts.clear()
    world.events.clear()
    world.most = 0
    world.fewest_ready = 10**6
    return world
