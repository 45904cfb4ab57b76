"""A cell that looks at every change of the platform as it is sent, and notes each that breaks a law."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from deploy.connectors.clock.port import Clock
from deploy.model.standing import ALL_TRAFFIC, Health
from deploy.platforms.memory.cell import Cell, Change
from deploy.platforms.memory.nature import STAND_INS, Nature
from deploy.platforms.memory.place import Spot
from deploy.platforms.memory.state import Site, State

NEVER_LIVE = {Nature.WRONG_ANSWER, Nature.NEVER_HEALTHY, Nature.SICK_UNDER_TRAFFIC}


@dataclass
class WatchedCell:
    """Hands everything on to the cell of the world."""

    cell: Cell
    clock: Clock
    holds_lease: Callable[[], bool]
    breaches: list[str] = field(default_factory=list)

    def read(self) -> State:
        """The state now."""
        return self.cell.read()

    def change(self, change: Change) -> None:
        """Put what the change makes of the state in its place, and judge it."""
        before = self.cell.read()
        self.cell.change(change)
        if not self.holds_lease():
            self.breaches.append("something was sent without the lease")
        self.breaches += self._judged(before, self.cell.read())

    def _judged(self, before: State, after: State) -> Iterator[str]:
        if after.schema.floor < before.schema.floor or after.schema.position < before.schema.position:
            yield f"the database went back from {before.schema} to {after.schema}"
        for name, site in after.sites:
            then = before.site(name).settled(self.clock.wall().timestamp())
            if then != site:
                spot = Spot(name, self.cell, self.clock, _nothing, STAND_INS)
                yield from (f"{name}: {text}" for text in _broken(spot, then, site))


def _broken(spot: Spot, then: Site, site: Site) -> Iterator[str]:
    live = spot.state_of(then.live, ALL_TRAFFIC - then.share, is_live=True)
    candidate = spot.state_of(then.candidate, then.share, is_live=False)
    if site.live != then.live:
        if then.share != ALL_TRAFFIC:
            yield f"{candidate.release} was confirmed with {then.share} % of the traffic"
        if site.live is None or STAND_INS.of(site.live.release) in NEVER_LIVE:
            yield f"{candidate.release} became live"
    elif site.share > then.share and not candidate.is_healthy:
        yield f"traffic went to a candidate that is {candidate.health.value}"
    elif site.share < then.share and live.health not in {Health.HEALTHY, Health.ABSENT}:
        yield f"traffic went back to a live side that is {live.health.value}"
    if site.live == then.live and site.candidate != then.candidate and then.share:
        yield "the candidate was changed under traffic"
    if site.share and not site.revert_at:
        yield "traffic is on the candidate and nothing is armed"


def _nothing() -> None:
    """The judge sends nothing."""
