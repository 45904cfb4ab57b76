"""Steps that write into the ledger what is now so."""

from dataclasses import dataclass

from deploy.model.history import release_data
from deploy.model.plan import Seen
from deploy.model.release import Release
from deploy.model.row import Kind
from deploy.rollout.steps.ground import Grounded


@dataclass(frozen=True, slots=True)
class Note:
    """Write what is now so into the ledger: a release's record, that it is live, or that it was proved."""

    kind: Kind
    release: Release

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        words = {Kind.RELEASE: "record", Kind.LIVE: "record as live:", Kind.PROVED: "record as proved:"}
        return f"{words[self.kind]} {self.release.name}"

    def act(self, world: Grounded) -> None:
        """Write the row."""
        recorded = release_data(self.release)
        data = recorded if self.kind is Kind.RELEASE else {"release": self.release.name}
        world.ground.record(self.kind, self.name, data)

    def observe(self, _world: Grounded) -> Seen:
        """The ledger took the row under our lease, or `act` had raised."""
        return Seen(is_so=True, text=f"the ledger says {self.kind.value}")
