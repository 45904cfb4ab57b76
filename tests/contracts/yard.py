"""What the contract of platforms is tested on: the ports of one component, and a way to let time pass."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.connectors.clock.memory import MemoryClock
from deploy.model.release import Release
from deploy.platforms.memory.build import START_SECONDS, built_over
from deploy.platforms.memory.cell import Cell, InProcess, OnDisk
from deploy.rollout.ports import Built, Place, Scaling
from tests.rollout.small_world import component, settings_of

REVERT_SECONDS = 900.0


@dataclass
class Yard:
    """One platform with one component, its ports opened anew for each look, as another process would."""

    open: Callable[[Callable[[], None]], Built]
    pass_time: Callable[[float], None]
    start_seconds: float

    def built(self) -> Built:
        """The ports of a run that holds the lease."""
        return self.open(lambda: None)

    @property
    def place(self) -> Place:
        """The component."""
        return self.built().places["web"]

    def release(self, name: str) -> Release:
        """A release that was pushed."""
        found = self.built().catalogue.find(name)
        assert found is not None
        return found

    def prepared(self, name: str) -> Release:
        """A release that stands healthy on the candidate side."""
        release = self.release(name)
        self.place.stage.prepare(release)
        self.pass_time(self.start_seconds)
        return release

    def shifted(self, name: str, share: int = 100) -> Release:
        """A release that has a share of the traffic."""
        release = self.prepared(name)
        self.place.traffic.shift(share, REVERT_SECONDS)
        return release

    def live(self, name: str) -> Release:
        """A release that was confirmed."""
        release = self.shifted(name)
        self.place.traffic.confirm()
        return release


def memory(cell_of: Callable[[], Cell]) -> Yard:
    """The memory platform over any cell."""
    clock, settings = MemoryClock(), settings_of(component("web"))
    return Yard(lambda guard: built_over(cell_of(), settings, clock, guard), clock.advance, START_SECONDS)


def in_process(_folder: Path) -> Yard:
    """Kept in this process."""
    cell = InProcess()
    return memory(lambda: cell)


def on_disk(folder: Path) -> Yard:
    """Kept in a file."""
    return memory(lambda: OnDisk(folder / "platform.json"))


def scaling_of(place: Place) -> Scaling:
    assert place.scaling is not None
    return place.scaling
