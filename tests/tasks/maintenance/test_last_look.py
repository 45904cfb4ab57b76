"""The last look of a drain, where the load balancer still shows what was."""

from dataclasses import dataclass, field, replace
from typing import Any

from deploy.errors import ExitCode
from deploy.model.goal import Verb
from deploy.rollout.ports import Built
from tests.rollout.commands import Command
from tests.rollout.small_world import SmallWorld


@dataclass
class LateDoor:
    """A door that shows no page at one of the times that it is looked at."""

    inner: Any
    late_at: int
    looks: int = 0

    def __getattr__(self, name: str) -> object:
        """Everything else is as it is."""
        return getattr(self.inner, name)

    def notice(self) -> str:
        """The page, or what was before it."""
        self.looks += 1
        return "" if self.looks == self.late_at else str(self.inner.notice())


@dataclass
class Doors:
    """Puts such a door before each component, and keeps it."""

    late_at: int = 0
    made: list[LateDoor] = field(default_factory=list)

    def __call__(self, built: Built) -> Built:
        """The same, with the door."""
        places = {
            name: replace(place, traffic=self._door(place.traffic)) for name, place in built.places.items()
        }
        return replace(built, places=places)

    def _door(self, traffic: object) -> Any:
        self.made.append(LateDoor(traffic, self.late_at))
        return self.made[-1]


def drained(doors: Doors) -> ExitCode:
    """A drain behind such doors."""
    world = SmallWorld()
    world.deploy("v1")
    world.wrap = doors
    return world.perform(Command(Verb.DRAIN, ""))


def test_a_page_that_shows_late_at_the_end_calls_nobody() -> None:
    """A list that lags is asked again before it counts."""
    punctual = Doors()
    assert ExitCode.DONE == drained(punctual)

    late = Doors(late_at=punctual.made[-1].looks)

    assert ExitCode.DONE == drained(late)
    assert late.made[-1].looks > late.late_at
