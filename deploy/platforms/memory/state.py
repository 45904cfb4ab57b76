"""What the memory platform holds, and how it changes by itself as time passes."""

from dataclasses import dataclass, replace

from deploy.model.maintenance import Suspension
from deploy.model.release import NO_SCHEMA, Schema
from deploy.model.standing import ALL_TRAFFIC


@dataclass(frozen=True, slots=True)
class Slot:
    """A release on one side, and the moment it is ready."""

    release: str
    ready_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Site:
    """One component: both sides, and the traffic between them."""

    live: Slot | None = None
    candidate: Slot | None = None
    share: int = 0
    revert_at: float = 0.0
    """When the traffic goes back by itself; zero where nothing is armed."""
    notice: str = ""
    copies: int = 1
    suspended: tuple[Suspension, ...] = ()

    def settled(self, now: float) -> "Site":
        """The site after everything that happens by itself has happened."""
        is_due = self.share > 0 and 0 < self.revert_at <= now
        return replace(self, share=0, revert_at=0.0) if is_due else self

    def confirmed(self, *, keeps_warm: bool) -> "Site":
        """The site with the candidate as live side; the old one stays warm where there are two sides."""
        if self.share != ALL_TRAFFIC:
            return self
        warm = self.live if keeps_warm else None
        return replace(self, live=self.candidate, candidate=warm, share=0, revert_at=0.0)


EMPTY_SITE = Site()


@dataclass(frozen=True, slots=True)
class State:
    """All components of a system, and its database."""

    sites: tuple[tuple[str, Site], ...] = ()
    schema: Schema = NO_SCHEMA
    backups: tuple[tuple[str, str], ...] = ()
    """Names of backups, each with the revision that it holds."""
    images: tuple[str, ...] = ()

    def site(self, component: str) -> Site:
        """One component."""
        return dict(self.sites).get(component, EMPTY_SITE)

    def with_site(self, component: str, site: Site) -> "State":
        """The state with one component changed."""
        return replace(self, sites=tuple((dict(self.sites) | {component: site}).items()))


EMPTY_STATE = State()
