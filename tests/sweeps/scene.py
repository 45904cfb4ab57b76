"""A folder with a whole environment in it, and every command of the house as a function that ends in a code.

Platform and ledger are files, the clock is the machine's, the lease is short; everything else is what ships.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from deploy.bootstrap import Outside, Person, World, open_world
from deploy.connectors.clock.system import SystemClock
from deploy.connectors.ledger.sqlite import SqliteLedger
from deploy.connectors.process.memory import MemoryProcessRunner
from deploy.engine.order import Errand
from deploy.engine.screen.recording import RecordingScreen
from deploy.errors import ExitCode, SwingbridgeError
from deploy.model.goal import Strategy, Verb
from deploy.model.release import Release
from deploy.platforms.memory.build import built_over
from deploy.platforms.memory.cell import Change, OnDisk
from deploy.platforms.memory.place import MemoryStage, MemoryTraffic
from deploy.platforms.memory.scaling import MemoryScaling
from deploy.platforms.memory.state import State
from deploy.platforms.rooms import Rooms
from deploy.rollout.ports import Built, Database, Place, Scaling, Stage, Traffic
from deploy.settings.component import Component
from deploy.settings.platform import Platform, PlatformKind
from deploy.settings.schema import Ledger, LedgerKind, Settings, Verify, Waits
from deploy.tasks.asked import Asked
from deploy.tasks.backup.plan import backup_order
from deploy.tasks.deploy.carry_out import carry_out
from deploy.tasks.deploy.plan import errand_for, goal_for
from deploy.tasks.maintenance.carry_out import drain
from deploy.tasks.maintenance.carry_out import resume as bring_back
from deploy.tasks.migrate.plan import migration_order
from deploy.tasks.rollback.plan import goal_for as rollback_goal
from deploy.tasks.rollback.plan import target
from tests.sweeps.gate import Gate, Gated

if TYPE_CHECKING:
    from deploy.connectors.ledger.port import Store

START_SECONDS = 0.05
ASKED = Asked()
INSIDE = "inside a send"
"""The instant between the last look at the lease and the change itself, which no platform can take away."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as a person types it."""

    verb: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a command ended: its exit code, and the reference of the error where there was one."""

    code: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Send:
    """One change that reached the platform: under which fence, by whom, and when."""

    fence: int
    who: str
    at: float


@dataclass(frozen=True)
class LoggedCell:
    """The platform's file; whoever changes it leaves a line while it holds the file's lock."""

    cell: OnDisk
    log: Path
    mark: Callable[[], str]
    gate: Gate

    def read(self) -> State:
        """The state now."""
        return self.cell.read()

    def change(self, change: Change) -> None:
        """Put what the change makes of the state in its place."""

        def logged(state: State) -> State:
            with self.log.open("a") as file:
                file.write(self.mark())
            return change(state)

        self.gate.passes(INSIDE)
        self.cell.change(logged)


@dataclass(frozen=True, slots=True)
class Scene:
    """One environment of one system, and how it is configured."""

    folder: Path
    components: int = 1
    lease_seconds: float = 1.0
    revert_seconds: float = 60.0

    def unhurried(self) -> "Scene":
        """The same with a lease that no busy machine lets run out, where nobody will have to wait for it."""
        return replace(self, lease_seconds=60.0)

    @property
    def store(self) -> SqliteLedger:
        """Lease and ledger."""
        return SqliteLedger(self.folder / "ledger.db")

    @property
    def state(self) -> State:
        """The platform as it is now, with what happened by itself since somebody last wrote."""
        state, now = OnDisk(self.folder / "platform.json").read(), SystemClock().wall().timestamp()
        return replace(state, sites=tuple((name, site.settled(now)) for name, site in state.sites))

    def sends(self) -> list[Send]:
        """Every change of the platform, in the order in which they reached it."""
        log = self.folder / "sends"
        lines = [line.split() for line in log.read_text().splitlines()] if log.exists() else []
        return [Send(int(fence), who, float(at)) for fence, who, at in lines]

    def give(self, typed: Typed, gate: Gate, who: str = "ada", wait_seconds: float = 0.0) -> Ending:
        """Carry the command out in this process."""
        try:
            return Ending(int(COMMANDS[typed.verb](self.open(gate, who, wait_seconds), typed)))
        except SwingbridgeError as error:
            return Ending(int(error.exit_code), error.reference)

    def open(self, gate: Gate, who: str = "ada", wait_seconds: float = 0.0) -> World:
        """The world as a fresh process opens it, with the gate around every port."""
        clock, opened = SystemClock(), list[World]()

        def mark() -> str:
            return f"{opened[0].lease.holder.fence} {who} {clock.boot()}\n"

        def build(settings: Settings, rooms: Rooms) -> Built:
            cell = LoggedCell(OnDisk(rooms.root / "platform.json"), rooms.root / "sends", mark, gate)
            return gated(built_over(cell, settings, rooms.clock, rooms.guard), gate)

        store = cast("Store", Gated(self.store, "store", gate))
        person = Person(
            who, "here", f"{who}-{clock.boot():.6f}", "test", _answered, _undisturbed, wait_seconds
        )
        outside = Outside(self.folder, clock, RecordingScreen(), store, build, MemoryProcessRunner())
        opened.append(open_world(self.settings(), outside, person))
        return opened[0]

    def settings(self) -> Settings:
        """Settings of a kind that no file may say: everything is over in a moment."""
        return Settings(
            system="shop",
            environment="memory",
            platform=Platform(kind=PlatformKind.MEMORY),
            ledger=Ledger(kind=LedgerKind.SQLITE),
            components=COMPONENTS[: self.components],
            lease_seconds=self.lease_seconds,
            revert_seconds=self.revert_seconds,
            bake_seconds=0.02,
            waits=Waits(healthy_seconds=20, no_progress_seconds=10, interval_seconds=1),
            verify=Verify(window_seconds=0.02, settle_seconds=0.02),
        )


def _answered(_question: str) -> None:
    """Nobody is asked."""


def _undisturbed() -> None:
    """No signal comes."""


def gated(built: Built, gate: Gate) -> Built:
    """The platform with the gate around its ports, its workloads quicker to start."""

    def place(name: str, now: Place) -> Place:
        assert isinstance(now.stage, MemoryStage)
        spot = replace(now.stage.spot, start_seconds=START_SECONDS)
        stage = cast("Stage", Gated(MemoryStage(spot), f"stage.{name}", gate))
        traffic = cast("Traffic", Gated(MemoryTraffic(spot), f"traffic.{name}", gate))
        scaling = cast("Scaling", Gated(MemoryScaling(spot), f"scaling.{name}", gate))
        return replace(now, stage=stage, traffic=traffic, scaling=scaling)

    places = {name: place(name, now) for name, now in built.places.items()}
    return replace(built, places=places, database=cast("Database", Gated(built.database, "database", gate)))


def _component(name: str, strategy: Strategy, stages: tuple[int, ...] = (100,)) -> Component:
    return Component(
        name=name,
        repository=f"images/{name}",
        strategy=strategy,
        stages=stages,
        watch_seconds=0.02,
        has_traffic=strategy is not Strategy.ROLLING,
    )


COMPONENTS = (
    _component("web", Strategy.BLUE_GREEN),
    _component("api", Strategy.CANARY, (10, 100)),
    _component("worker", Strategy.ROLLING),
)


def _release(world: World, name: str) -> Release:
    found = world.catalogue.find(name)
    assert found is not None
    return found


def _deploy(world: World, typed: Typed) -> ExitCode:
    goal = goal_for(Verb.DEPLOY, _release(world, typed.name), world.settings, ASKED)
    return carry_out(world, goal, ASKED)


def _rollback(world: World, typed: Typed) -> ExitCode:
    found = target(world.lookout.history(), world.lookout.standing(), typed.name)
    return carry_out(world, rollback_goal(found, world.settings, ASKED, ""), ASKED)


def _migrate(world: World, typed: Typed) -> ExitCode:
    goal = goal_for(Verb.DEPLOY, _release(world, typed.name), world.settings, ASKED)
    errand = replace(errand_for(goal, world.settings, ASKED, ""), verb="migrate")
    return world.carry_out(migration_order(world.lookout, goal, errand), only_plan=False)


def _back_up(world: World, typed: Typed) -> ExitCode:
    order = backup_order(world.lookout, typed.name, Errand("backup", title="back up"))
    return world.carry_out(order, only_plan=False)


def _change_door(world: World, typed: Typed) -> ExitCode:
    return drain(world, ASKED) if typed.verb == "maintenance-drain" else bring_back(world, ASKED)


COMMANDS: dict[str, Callable[[World, Typed], ExitCode]] = {
    "deploy": _deploy,
    "rollback": _rollback,
    "migrate": _migrate,
    "backup": _back_up,
    "maintenance-drain": _change_door,
    "maintenance-resume": _change_door,
}
