"""A whole world in one process: the real planner, runner, lease and journal over the memory platform."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from deploy.bootstrap import Outside, Person, World, open_world
from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.clock.port import Clock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.connectors.process.memory import MemoryProcessRunner
from deploy.engine.screen.recording import RecordingScreen
from deploy.errors import ExitCode
from deploy.model.goal import Goal, Strategy, Verb
from deploy.model.history import History, history_of
from deploy.model.release import Release
from deploy.model.standing import Standing
from deploy.platforms.memory.build import built_over
from deploy.platforms.memory.cell import InProcess
from deploy.rollout.orders import rollout_order
from deploy.rollout.ports import Built
from deploy.settings.component import Component
from deploy.settings.platform import Platform, PlatformKind
from deploy.settings.schema import Ledger, LedgerKind, Settings, Waits
from deploy.tasks.asked import Asked
from deploy.tasks.deploy.plan import errand_for, goal_for
from deploy.tasks.rollback.plan import goal_for as rollback_goal
from deploy.tasks.rollback.plan import target

LEASE_SECONDS = 90.0
Wrap = Callable[[Built], Built]


def component(
    name: str, strategy: Strategy = Strategy.BLUE_GREEN, stages: tuple[int, ...] = (100,)
) -> Component:
    """A component with a short watch."""
    return Component(
        name=name,
        repository=f"images/{name}",
        strategy=strategy,
        stages=stages,
        watch_seconds=30,
        has_traffic=strategy is not Strategy.ROLLING,
    )


def settings_of(*components: Component) -> Settings:
    """Settings of a system with these components in memory."""
    return Settings(
        system="shop",
        environment="memory",
        platform=Platform(kind=PlatformKind.MEMORY),
        ledger=Ledger(kind=LedgerKind.SQLITE),
        components=components or (component("web"),),
        lease_seconds=LEASE_SECONDS,
        revert_seconds=900,
        bake_seconds=60,
        waits=Waits(healthy_seconds=60, no_progress_seconds=30, interval_seconds=1),
    )


def _as_built(built: Built) -> Built:
    return built


def _quiet() -> None:
    """No signal comes."""


@dataclass
class SmallWorld:
    """What outlives a run: the platform, the store, and time."""

    settings: Settings = field(default_factory=settings_of)
    clock: MemoryClock = field(default_factory=MemoryClock)
    cell: InProcess = field(default_factory=InProcess)
    store: MemoryLedger = field(default_factory=MemoryLedger)
    screen: RecordingScreen = field(default_factory=RecordingScreen)
    wrap: Wrap = _as_built
    check_signal: Callable[[], None] = _quiet
    runs: int = 0

    def open(self) -> World:
        """A world as a fresh process would open it."""
        self.runs += 1
        person = Person("ada", "here", f"run-{self.runs}", "test", lambda _: None, self._signal)
        return open_world(self.settings, self._outside(), person)

    def _outside(self) -> Outside:
        return Outside(Path(), self.clock, self.screen, self.store, self._build, MemoryProcessRunner())

    def deploy(self, name: str, verb: Verb = Verb.DEPLOY) -> ExitCode:
        """`inv deploy --release=<name>`."""
        world = self.open()
        return self._carry_out(world, goal_for(verb, self.release(name), self.settings, Asked()))

    def rollback(self, to: str = "", marks_bad: str = "") -> ExitCode:
        """`inv rollback`."""
        world = self.open()
        found = target(self.history, self.standing, to)
        return self._carry_out(world, rollback_goal(found, self.settings, Asked(reason="why"), marks_bad))

    def release(self, name: str) -> Release:
        """The release that the catalogue has under a name."""
        found = self.open().catalogue.find(name)
        assert found is not None
        return found

    @property
    def history(self) -> History:
        """What the ledger says."""
        return history_of(self.store.rows())

    @property
    def standing(self) -> Standing:
        """What stands."""
        return replace(self, wrap=_as_built).open().lookout.standing()

    def _carry_out(self, world: World, goal: Goal) -> ExitCode:
        errand = errand_for(goal, self.settings, Asked(), self.history.live or "")
        return world.carry_out(rollout_order(world.lookout, goal, errand), only_plan=False)

    def _build(self, settings: Settings, root: Path, clock: Clock, guard: Callable[[], None]) -> Built:
        assert root == Path()
        return self.wrap(built_over(self.cell, settings, clock, guard))

    def _signal(self) -> None:
        self.check_signal()
