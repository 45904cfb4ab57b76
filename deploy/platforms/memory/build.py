"""Builds the memory platform for one system in one environment, kept in a file."""

from collections.abc import Callable

from deploy.connectors.clock.port import Clock
from deploy.model.goal import Strategy
from deploy.platforms.memory.catalogue import MemoryCatalogue
from deploy.platforms.memory.cell import Cell, OnDisk
from deploy.platforms.memory.database import MemoryDatabase
from deploy.platforms.memory.nature import STAND_INS
from deploy.platforms.memory.place import MemoryStage, MemoryTraffic, Spot
from deploy.platforms.memory.scaling import MemoryScaling
from deploy.platforms.rooms import Rooms
from deploy.rollout.ports import Built, Place
from deploy.settings.component import Component
from deploy.settings.schema import Settings

START_SECONDS = 0.3


def build(settings: Settings, rooms: Rooms) -> Built:
    """The platform as it is kept in its file."""
    kept = (
        settings.platform.memory.path
        or f".swingbridge/{settings.system}/{settings.environment}/platform.json"
    )
    return built_over(OnDisk(rooms.root / kept), settings, rooms.clock, rooms.guard)


def built_over(cell: Cell, settings: Settings, clock: Clock, guard: Callable[[], None]) -> Built:
    """The platform over any cell."""

    def place(component: Component) -> Place:
        keeps_warm = component.strategy is not Strategy.ROLLING
        spot = Spot(component.name, cell, clock, guard, STAND_INS, START_SECONDS, keeps_warm)
        scaling = MemoryScaling(spot, scales=component.scale.cpu_percent is not None)
        return Place(MemoryStage(spot), MemoryTraffic(spot), scaling, component.has_traffic)

    images = tuple((c.name, c.repository) for c in settings.components)
    places = {c.name: place(c) for c in settings.components}
    return Built(places, MemoryCatalogue(images), MemoryDatabase(cell, guard))
