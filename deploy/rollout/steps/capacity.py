"""Steps on copies and on the machines under them."""

from dataclasses import dataclass, replace

from deploy.errors import ToolMissing
from deploy.model.maintenance import Capacity, Suspension
from deploy.model.plan import Seen
from deploy.rollout.ports import Instances, Scaling
from deploy.rollout.steps.ground import Grounded, OnComponent, until_so


@dataclass(frozen=True, slots=True)
class SetAutoscaling(OnComponent):
    """Let exactly these parts of autoscaling rest: all of them before a drain, the former ones after it."""

    suspended: frozenset[Suspension]

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        resting = ", ".join(sorted(self.suspended))
        return f"let autoscaling of {self.component} {'rest: ' + resting if resting else 'act again'}"

    def act(self, world: Grounded) -> None:
        """Say so to autoscaling."""
        world.ground.waiter.seen(lambda: _scaling(self, world).suspend(self.suspended))
        until_so(self, world)

    def observe(self, world: Grounded) -> Seen:
        """What rests now; where nothing scales, nothing has to."""
        now = world.ground.waiter.seen(_scaling(self, world).look)
        resting = ", ".join(sorted(now.suspended)) or "nothing"
        return Seen(now.suspended == self.suspended or not now.scales, f"{resting} rests")


@dataclass(frozen=True, slots=True)
class Resize(OnComponent):
    """Ask for a number of copies, and wait until so many can serve."""

    copies: int

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"bring {self.component} to {self.copies} copies"

    def act(self, world: Grounded) -> None:
        """Ask, and wait."""
        world.ground.waiter.seen(lambda: self._ask(world))
        until_so(self, world)

    def observe(self, world: Grounded) -> Seen:
        """Whether so many are asked for, and can serve."""
        now: Capacity = world.ground.waiter.seen(_scaling(self, world).look)
        is_so = now.copies == self.copies and now.ready >= self.copies
        return Seen(is_so, f"{now.ready} of {now.copies} copies can serve")

    def _ask(self, world: Grounded) -> None:
        scaling = _scaling(self, world)
        if scaling.look().copies != self.copies:
            scaling.resize(self.copies)


@dataclass(frozen=True, slots=True)
class DrainInstances:
    """Let the platform move the copies off these machines, and wait until none is left there."""

    names: tuple[str, ...]
    seconds: float

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"drain {', '.join(self.names)}: wait for the copies there, {self.seconds:g} s at most"

    def act(self, world: Grounded) -> None:
        """Say so to the platform, and wait."""
        world.ground.waiter.seen(lambda: _instances(world).drain(self.names))
        patience = replace(
            world.ground.patience, limit_seconds=self.seconds, no_progress_seconds=self.seconds
        )
        until_so(self, world, patience)

    def observe(self, world: Grounded) -> Seen:
        """Whether all of them drain, and no copy is left."""
        ours = [one for one in world.ground.waiter.seen(_instances(world).look) if one.name in self.names]
        left = sum(count for one in ours for _, count in one.copies)
        return Seen(not left and all(one.is_draining for one in ours), f"{left} copies are left there")


@dataclass(frozen=True, slots=True)
class ActivateInstances:
    """Let copies be put on these machines again."""

    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"let copies be put on {', '.join(self.names)} again"

    def act(self, world: Grounded) -> None:
        """Say so to the platform."""
        world.ground.waiter.seen(lambda: _instances(world).activate(self.names))
        until_so(self, world)

    def observe(self, world: Grounded) -> Seen:
        """Whether none of them drains; one that is gone for good has nothing to wait for."""
        now = world.ground.waiter.seen(_instances(world).look)
        resting = [one.name for one in now if one.name in self.names and one.is_draining]
        return Seen(not resting, f"{', '.join(resting) or 'none'} still drains")


def _scaling(step: OnComponent, world: Grounded) -> Scaling:
    scaling = step.place(world).scaling
    if scaling is None:
        raise ToolMissing(
            "platform-without-copies",
            what=f"{step.component} keeps no count of copies",
            why="its platform has none",
            do="inv maintenance-drain without --instances",
        )
    return scaling


def _instances(world: Grounded) -> Instances:
    if world.ground.instances is None:
        raise ToolMissing(
            "no-container-instances",
            what="there are no container instances to drain",
            why="copies of this system do not run on machines of ours",
            do="inv maintenance-drain without --instances drains everything behind the page",
        )
    return world.ground.instances
