"""Copies and autoscaling of one component on the memory platform."""

from dataclasses import dataclass, replace

from deploy.model.maintenance import Capacity, Suspension
from deploy.platforms.memory.place import Spot


@dataclass(frozen=True)
class MemoryScaling:
    """A number of copies that is there as soon as it is asked for."""

    spot: Spot
    scales: bool = False

    def look(self) -> Capacity:
        """What is asked for, and what is there."""
        site = self.spot.site()
        return Capacity(site.copies, site.copies, self.scales, frozenset(site.suspended))

    def suspend(self, parts: frozenset[Suspension]) -> None:
        """Let exactly these parts of autoscaling rest."""
        if self.scales:
            self.spot.change(lambda site: replace(site, suspended=tuple(sorted(parts))))

    def resize(self, copies: int) -> None:
        """Ask for that many copies."""
        self.spot.change(lambda site: replace(site, copies=copies))
