"""Steps that write into the ledger what is now so."""

from dataclasses import dataclass

from deploy.model.history import release_data
from deploy.model.plan import Seen
from deploy.model.release import Release
from deploy.model.row import Kind
from deploy.rollout.steps.ground import Grounded


@dataclass(frozen=True, slots=True)
class Note:
    """Write what is now so into the ledger: a release's record, or that it is live, proved, or bad."""

    kind: Kind
    release: Release
    why: str = ""

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        words = {
            Kind.RELEASE: "record",
            Kind.LIVE: "record as live:",
            Kind.PROVED: "record as proved:",
            Kind.BAD: "mark as bad:",
        }
        return f"{words[self.kind]} {self.release.name}"

    def act(self, world: Grounded) -> None:
        """Write the row."""
        recorded = release_data(self.release)
        data = recorded if self.kind is Kind.RELEASE else {"release": self.release.name, "why": self.why}
        world.ground.record(self.kind, self.name, data)

    def observe(self, _world: Grounded) -> Seen:
        """The ledger took the row under our lease, or `act` had raised."""
        return Seen(is_so=True, text=f"the ledger says {self.kind.value}")
