"""A whole world in one process: the real planner, runner, lease and journal over the memory platform."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from deploy.bootstrap import Outside, Person, World, open_world
from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.connectors.process.memory import MemoryProcessRunner
from deploy.engine.screen.recording import RecordingScreen
from deploy.errors import ExitCode
from deploy.model.goal import Strategy, Verb
from deploy.model.history import History, history_of
from deploy.model.release import Release
from deploy.model.standing import Standing
from deploy.platforms.memory.build import built_over
from deploy.platforms.memory.cell import Cell, InProcess
from deploy.platforms.rooms import Rooms
from deploy.rollout.ports import Built
from deploy.settings.component import Component
from deploy.settings.platform import Platform, PlatformKind
from deploy.settings.schema import Ledger, LedgerKind, Settings, Verify, Waits
from deploy.tasks.asked import Asked
from tests.rollout.commands import Command, perform
from tests.rollout.mortality import OwnClock, Process
from tests.rollout.watched_cell import WatchedCell

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
        verify=Verify(window_seconds=1, settle_seconds=2),
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
    cell: Cell = field(default_factory=InProcess)
    store: MemoryLedger = field(default_factory=MemoryLedger)
    screen: RecordingScreen = field(default_factory=RecordingScreen)
    wrap: Wrap = _as_built
    check_signal: Callable[[], None] = _quiet
    asked: Asked = field(default_factory=lambda: Asked(reason="why"))
    breaches: list[str] = field(default_factory=list)
    """Laws that were broken while something was sent."""
    runs: int = 0

    def open(self, process: Process | None = None) -> World:
        """A world as a fresh process would open it."""
        process = process or Process()
        self.runs += 1

        def check_signal() -> None:
            process.check_signal()
            self.check_signal()

        person = Person("ada", "here", f"run-{self.runs}", "test", lambda _: None, check_signal)
        clock, store = OwnClock(self.clock, process), process.over(self.store)
        lease: list[World] = []

        def build(settings: Settings, rooms: Rooms) -> Built:
            cell = WatchedCell(self.cell, rooms.clock, lambda: self._is_held_by(lease[0]), self.breaches)
            return bordered(self.wrap(built_over(cell, settings, rooms.clock, rooms.guard)), process)

        outside = Outside(Path(), clock, self.screen, store, build, MemoryProcessRunner())
        world = open_world(self.settings, outside, person)
        lease.append(world)
        return world

    def perform(self, command: Command, process: Process | None = None) -> ExitCode:
        """Carry a line out; refusals and a lost lease are raised."""
        return perform(command, self.open(process), self.asked)

    def deploy(self, name: str, verb: Verb = Verb.DEPLOY) -> ExitCode:
        """`inv deploy --release=<name>`."""
        return self.perform(Command(verb, name))

    def rollback(self, to: str = "", *, marks_bad: bool = False) -> ExitCode:
        """`inv rollback`."""
        return self.perform(Command(Verb.ROLLBACK, to, marks_bad))

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
        built = built_over(self.cell, self.settings, self.clock, _quiet)
        assert built.database is not None
        components = tuple(place.look(name) for name, place in built.places.items())
        return Standing(components, built.database.look(), built.database.migration_runs())

    def _is_held_by(self, world: World) -> bool:
        return self.store.read().holder == world.lease.holder


def bordered(built: Built, process: Process) -> Built:
    """The platform with borders around every call."""
    places = {
        name: replace(
            place,
            stage=process.over(place.stage),
            traffic=process.over(place.traffic),
            scaling=process.over(place.scaling),
        )
        for name, place in built.places.items()
    }
    assert built.database is not None
    return Built(places, built.catalogue, process.over(built.database))
