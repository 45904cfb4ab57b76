"""What all steps of a rollout have in common: the ground they act upon."""

from dataclasses import dataclass
from typing import Protocol

from deploy.engine.waiting import Patience, Pulse, Sight
from deploy.model.plan import Seen, Step
from deploy.model.standing import ComponentStanding
from deploy.rollout.ports import Ground, Place, Verdict


class Grounded(Protocol):
    """A world that has ground for a rollout."""

    @property
    def ground(self) -> Ground:
        """What the steps act upon."""
        ...


@dataclass(frozen=True, slots=True)
class OnComponent:
    """A step that concerns one component."""

    component: str

    def place(self, world: Grounded) -> Place:
        """Where the component stands."""
        return world.ground.places[self.component]

    def look(self, world: Grounded) -> ComponentStanding:
        """The standing of the component, as observed now."""
        return self.place(world).look(self.component)


def until_so(step: Step[Grounded], world: Grounded, patience: Patience | None = None) -> None:
    """Wait until what the step sent for can be observed; a real platform takes its time."""

    def pulse() -> Pulse:
        now = step.observe(world)
        sight = Sight.HOPELESS if now.is_hopeless else Sight.NOT_YET
        return Pulse(Sight.THERE if now.is_so else sight, now.text, now.text)

    world.ground.waiter.until(pulse, patience or world.ground.patience)


def seen(verdict: Verdict) -> Seen:
    """A door's answer as an observation."""
    return Seen(verdict.is_good, verdict.text)
