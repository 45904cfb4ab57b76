"""Stage and traffic of one component on the memory platform."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from deploy.connectors.clock.port import Clock
from deploy.model.release import Release
from deploy.model.standing import ALL_TRAFFIC, EMPTY, Health, Side, SideState
from deploy.platforms.memory.cell import Cell
from deploy.platforms.memory.nature import Nature, Natures
from deploy.platforms.memory.state import Site, Slot
from deploy.rollout.ports import Sides, Split, Verdict


@dataclass(frozen=True)
class Spot:
    """One component's corner of the state, and the rules that hold there."""

    component: str
    cell: Cell
    clock: Clock
    guard: Callable[[], None]
    """Called right before each change; raises where the lease is no longer ours."""
    natures: Natures = Natures()  # noqa: RUF009 - frozen, so one default serves all
    start_seconds: float = 0.0
    keeps_warm: bool = True

    def now(self) -> float:
        """The platform's own clock, which goes on whether we are there or not."""
        return self.clock.wall().timestamp()

    def site(self) -> Site:
        """The component as it is now."""
        return self.cell.read().site(self.component).settled(self.now())

    def change(self, change: Callable[[Site], Site]) -> None:
        """Change the component, if the lease is still ours."""
        self.guard()
        self.cell.change(
            lambda s: s.with_site(self.component, change(s.site(self.component).settled(self.now())))
        )

    def state_of(self, slot: Slot | None, share: int, *, is_live: bool) -> SideState:
        """How a side looks from outside."""
        if slot is None:
            return EMPTY
        nature = self.natures.of(slot.release)
        if nature is Nature.NEVER_HEALTHY:
            return SideState(slot.release, Health.SICK, "exits with 1 at start")
        if self.now() < slot.ready_at:
            return SideState(slot.release, Health.STARTING, "starting")
        suffers = {Nature.SICK_UNDER_TRAFFIC} | ({Nature.SICK_AFTER_CONFIRM} if is_live else set())
        if share and nature in suffers:
            return SideState(slot.release, Health.SICK, "answers 500 under traffic")
        return SideState(slot.release, Health.HEALTHY)


@dataclass(frozen=True)
class MemoryStage:
    """Where the workload would stand."""

    spot: Spot

    def look(self) -> Sides:
        """Both sides, as observed now."""
        site = self.spot.site()
        live = site.live if site.copies else None
        return Sides(
            self.spot.state_of(live, ALL_TRAFFIC - site.share, is_live=True),
            self.spot.state_of(site.candidate, site.share, is_live=False),
        )

    def prepare(self, release: Release, *, at_once: bool = False) -> None:  # noqa: ARG002 - it is told at each shift
        """Start the release on the candidate side, unless it stands there already."""
        standing = self.spot.site().candidate
        if standing is None or standing.release != release.name:
            slot = Slot(release.name, self.spot.now() + self.spot.start_seconds)
            self.spot.change(lambda site: replace(site, candidate=slot))

    def verify(self, release: Release) -> Verdict:
        """Ask the candidate through the test door."""
        return _verdict(self.look().candidate, release, self.spot)

    def retire(self) -> None:
        """Take the candidate down."""
        self.spot.change(lambda site: site if site.share else replace(site, candidate=None))


@dataclass(frozen=True)
class MemoryTraffic:
    """Where the traffic would go."""

    spot: Spot

    def look(self) -> Split:
        """The division of traffic, as observed now."""
        site = self.spot.site()
        return Split(site.share, is_armed=site.revert_at > 0)

    def shift(self, share: int, revert_seconds: float) -> None:
        """Give the candidate that share, armed."""
        revert_at = self.spot.now() + revert_seconds
        self.spot.change(lambda site: replace(site, share=share, revert_at=revert_at))

    def verify(self, release: Release) -> Verdict:
        """Ask through the front door; every side that has traffic has to answer well."""
        site, sides = self.spot.site(), MemoryStage(self.spot).look()
        answering = [sides.candidate] if site.share else []
        if site.share != ALL_TRAFFIC:
            answering.append(sides.live)
        sick = [s for s in answering if not s.is_healthy]
        wanted = sides.candidate if site.share else sides.live
        return _verdict(sick[0] if sick else wanted, release, self.spot)

    def confirm(self) -> None:
        """Make the candidate the live side."""
        self.spot.change(lambda site: site.confirmed(keeps_warm=self.spot.keeps_warm))

    def revert(self) -> None:
        """Give all traffic back to the live side."""
        self.spot.change(lambda site: replace(site, share=0, revert_at=0.0))

    def drain(self, side: Side) -> int:
        """No copies are left on the live side; nothing is ever in flight here."""
        if side is Side.LIVE:
            self.spot.change(lambda site: replace(site, copies=0))
        return 0

    def notice(self) -> str:
        """The maintenance page that is up."""
        return self.spot.site().notice

    def close(self, notice: str) -> None:
        """Answer with a maintenance page."""
        self.spot.change(lambda site: replace(site, notice=notice))

    def open(self) -> None:
        """Take the maintenance page away."""
        self.spot.change(lambda site: replace(site, notice=""))


def _verdict(side: SideState, release: Release, spot: Spot) -> Verdict:
    if not side.is_healthy:
        return Verdict(
            is_good=False, text=f"{spot.component}: {side.health.value}, {side.reason or 'no answer'}"
        )
    answered = (
        "an unknown release" if spot.natures.of(side.release or "") is Nature.WRONG_ANSWER else side.release
    )
    is_good = answered == release.name
    return Verdict(
        is_good, f"{spot.component} answers as {answered}" + ("" if is_good else f", wanted {release.name}")
    )
