"""A watch by itself: its clock, its bar, and a door to ask."""

from dataclasses import dataclass, field

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.web.port import Web
from deploy.engine.waiting import Patience, Waiter
from deploy.platforms.ecs_service.asking import Door, Interviewer
from deploy.rollout.bar import Bar
from deploy.rollout.ports import Ground
from deploy.rollout.steps.ground import watched_through


@dataclass
class Watcher:
    """Watches through one door for so many seconds; raises where the release does not answer."""

    bar: Bar
    seconds: float
    clock: MemoryClock = field(default_factory=MemoryClock)

    @property
    def ground(self) -> Ground:
        """What a watch needs of the ground."""
        return Ground(
            places={},
            waiter=Waiter(self.clock, lambda _: None, _nobody_stops),
            patience=Patience(600, 180),
            record=lambda *_said, **_named: None,
            show_share=lambda _component, _share: None,
            bar=self.bar,
        )

    def watch(self, web: Web, door: Door) -> None:
        """Watch to the end."""
        interviewer = Interviewer("web", web, in_a_row=5)
        watched_through(self, self.seconds, lambda: interviewer.ask(door))


def _nobody_stops() -> None:
    """Nobody asks to stop."""
