"""Steps of a maintenance: the page up or down, and no new work for the live side."""

from dataclasses import dataclass

from deploy.engine.waiting import Pulse, Sight
from deploy.model.plan import Seen
from deploy.model.row import Kind
from deploy.model.standing import Side
from deploy.rollout.steps.ground import Grounded, OnComponent


@dataclass(frozen=True, slots=True)
class Close(OnComponent):
    """Put the maintenance page up."""

    notice: str

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"put the maintenance page of {self.component} up"

    def act(self, world: Grounded) -> None:
        """Put it up."""
        self.place(world).traffic.close(self.notice)

    def observe(self, world: Grounded) -> Seen:
        """Whether the door answers with the page."""
        is_closed = self.place(world).traffic.look().is_closed
        return Seen(is_closed, f"{self.component} is {'closed' if is_closed else 'open'}")


@dataclass(frozen=True, slots=True)
class Open(OnComponent):
    """Take the maintenance page down."""

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"take the maintenance page of {self.component} down"

    def act(self, world: Grounded) -> None:
        """Take it down."""
        self.place(world).traffic.open()

    def observe(self, world: Grounded) -> Seen:
        """Whether the door is open again."""
        is_closed = self.place(world).traffic.look().is_closed
        return Seen(not is_closed, f"{self.component} is {'closed' if is_closed else 'open'}")


@dataclass(frozen=True, slots=True)
class Drain(OnComponent):
    """Wait until the live side has nothing in flight any more."""

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"drain {self.component}"

    def act(self, world: Grounded) -> None:
        """Drain, and wait for what is in flight."""
        world.ground.waiter.until(lambda: self._pulse(world), world.ground.patience)

    def observe(self, world: Grounded) -> Seen:
        """How much is still in flight."""
        left = self.place(world).traffic.drain(Side.LIVE)
        return Seen(left == 0, f"{left} requests in flight")

    def _pulse(self, world: Grounded) -> Pulse:
        left = self.place(world).traffic.drain(Side.LIVE)
        return Pulse(Sight.NOT_YET if left else Sight.THERE, f"{left} requests in flight", str(left))


@dataclass(frozen=True, slots=True)
class NoteDoor:
    """Write into the ledger that the door was closed, or opened again."""

    kind: Kind

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"record that maintenance {'began' if self.kind is Kind.CLOSED else 'ended'}"

    def act(self, world: Grounded) -> None:
        """Write the row."""
        world.ground.record(self.kind, self.name)

    def observe(self, _world: Grounded) -> Seen:
        """The ledger took the row under our lease, or `act` had raised."""
        return Seen(is_so=True, text=f"the ledger says {self.kind.value}")
