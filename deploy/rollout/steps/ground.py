"""What all steps of a rollout have in common: the ground they act upon."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from deploy.engine.waiting import Patience, Pulse, Sight
from deploy.model.plan import Seen, Step
from deploy.model.standing import ComponentStanding
from deploy.rollout.ports import Ground, Place, Verdict
from deploy.rollout.steps.score import Score


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
        return world.ground.waiter.seen(lambda: self.place(world).look(self.component))


def insist(step: Step[Grounded], world: Grounded, send: Callable[[], None]) -> Seen:
    """Send, and send again while it is not so: a platform that pauses between may ask more than once."""

    def sent() -> Seen:
        now = step.observe(world)
        if not (now.is_so or now.is_hopeless):
            world.ground.waiter.seen(send)
        return now

    world.ground.waiter.seen(send)
    return _until(sent, world, world.ground.patience)


def until_so(step: Step[Grounded], world: Grounded, patience: Patience | None = None) -> Seen:
    """Wait until what the step sent for can be observed; a real platform takes its time."""
    return _until(lambda: step.observe(world), world, patience or world.ground.patience)


def _until(look: Callable[[], Seen], world: Grounded, patience: Patience) -> Seen:
    now = Seen(is_so=False, text="")

    def pulse() -> Pulse:
        nonlocal now
        now = look()
        sight = Sight.HOPELESS if now.is_hopeless else Sight.NOT_YET
        return Pulse(Sight.THERE if now.is_so else sight, now.text, now.text)

    world.ground.waiter.until(pulse, patience)
    return now


def watched_through(world: Grounded, seconds: float, look: Callable[[], Verdict]) -> None:
    """Look for the whole time, which begins when traffic has settled; ends early where it cannot end well.

    Where traffic turns out not to have settled after all, the time begins anew.
    """
    waiter, clock = world.ground.waiter, world.ground.waiter.clock
    score, began = Score(world.ground.bar, seconds), clock.boot()
    kept: list[Pulse] = []

    def once() -> Pulse:
        return kept.pop() if kept else score.add(look(), clock.boot() - began)

    def settled() -> Pulse:
        pulse = once()
        if pulse.sight is Sight.NOT_YET:
            return replace(pulse, mark=pulse.reason)
        kept.append(pulse)
        return Pulse(Sight.THERE, pulse.reason)

    waiter.until(settled, replace(world.ground.patience, longest_pause=1.0))
    waiter.through(seconds, once)


def seen(verdict: Verdict) -> Seen:
    """A door's answer as an observation."""
    return Seen(verdict.is_good, verdict.text)
