"""Steps of a maintenance at the door: the page up or down, nothing left at work, and answers again."""

from dataclasses import dataclass, replace

from deploy.errors import Reverted
from deploy.model.maintenance import Maintenance, maintenance_data
from deploy.model.plan import Seen
from deploy.model.release import Release
from deploy.model.row import Kind
from deploy.model.standing import Side
from deploy.rollout.steps.ground import Grounded, OnComponent, until_so


@dataclass(frozen=True, slots=True)
class NoteMaintenance:
    """Write into the ledger what is about to be changed, and how it was before; None where all is back."""

    wanted: Maintenance | None

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        if self.wanted is None:
            return "record that maintenance ended"
        counts = ", ".join(f"{name} {capacity.copies}" for name, capacity in self.wanted.former)
        return f"record that maintenance began, and the copies of before: {counts or 'none'}"

    def act(self, world: Grounded) -> None:
        """Write the row."""
        if self.wanted is None:
            world.ground.record(Kind.OPENED, self.name)
        else:
            world.ground.record(Kind.CLOSED, self.name, maintenance_data(self.wanted))

    def observe(self, _world: Grounded) -> Seen:
        """The ledger took the row under our lease, or `act` had raised."""
        return Seen(is_so=True, text=f"the ledger says {'on' if self.wanted else 'over'}")


@dataclass(frozen=True, slots=True)
class Close(OnComponent):
    """Put the maintenance page up."""

    notice: str

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"put the maintenance page of {self.component} up"

    def act(self, world: Grounded) -> Seen:
        """Put it up, and wait until it shows."""
        world.ground.waiter.seen(lambda: self.place(world).traffic.close(self.notice))
        return until_so(self, world)

    def observe(self, world: Grounded) -> Seen:
        """Whether the door answers with the page."""
        is_closed = bool(world.ground.waiter.seen(self.place(world).traffic.notice))
        return Seen(is_closed, f"{self.component} is {'closed' if is_closed else 'open'}")


@dataclass(frozen=True, slots=True)
class Open(OnComponent):
    """Take the maintenance page down."""

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"take the maintenance page of {self.component} down"

    def act(self, world: Grounded) -> Seen:
        """Take it down, and wait until it is gone."""
        world.ground.waiter.seen(self.place(world).traffic.open)
        return until_so(self, world)

    def observe(self, world: Grounded) -> Seen:
        """Whether the door is open again."""
        is_closed = bool(world.ground.waiter.seen(self.place(world).traffic.notice))
        return Seen(not is_closed, f"{self.component} is {'closed' if is_closed else 'open'}")


@dataclass(frozen=True, slots=True)
class Drain(OnComponent):
    """Wait until the live side has nothing at work any more; what is too long for the limit ends the step."""

    seconds: float

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"drain {self.component}: wait for what is at work, {self.seconds:g} s at most"

    def act(self, world: Grounded) -> Seen:
        """Drain, and wait for what is at work; refused by the step itself where users would find nothing."""
        place = self.place(world)
        if place.has_door and not world.ground.waiter.seen(place.traffic.notice):
            raise Reverted(
                "page-not-up",
                what=f"{self.component} was not drained",
                why="its maintenance page is not up, and users would find nothing",
                do="inv maintenance-drain",
            )
        patience = replace(
            world.ground.patience, limit_seconds=self.seconds, no_progress_seconds=self.seconds
        )
        return until_so(self, world, patience)

    def observe(self, world: Grounded) -> Seen:
        """How much is still at work."""
        left = world.ground.waiter.seen(lambda: self.place(world).traffic.drain(Side.LIVE))
        return Seen(left == 0, f"{left} still at work")


@dataclass(frozen=True, slots=True)
class AnswerAgain(OnComponent):
    """Wait until the release answers through the front door: a page that was taken down lingers a moment."""

    release: Release

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"wait until {self.component} {self.release.name} answers through the front door"

    def act(self, world: Grounded) -> Seen:
        """Wait for the answer."""
        return until_so(self, world)

    def observe(self, world: Grounded) -> Seen:
        """Whether the release answers."""
        verdict = world.ground.waiter.seen(lambda: self.place(world).traffic.verify(self.release))
        return Seen(verdict.is_good, verdict.text)
