"""Components without a door roll in place; ECS's circuit breaker is their way back."""

from dataclasses import dataclass, replace

from deploy.connectors.ecs.port import GOES_BACK, GOES_ON
from deploy.model.release import Release
from deploy.model.standing import Health, SideState
from deploy.platforms.ecs_service.mooring import Mooring
from deploy.platforms.ecs_service.sight import sides
from deploy.platforms.ecs_service.stage import registered
from deploy.platforms.ecs_service.traffic import EcsTraffic
from deploy.platforms.ecs_service.verdicts import other_digest
from deploy.rollout.ports import Sides, Split, Verdict

_UNDER_WAY = 50
"""What a rolling deployment that is under way counts as: neither nothing nor all."""


@dataclass(frozen=True)
class RollingStage:
    """One component that has one side, and a release that is ready to roll."""

    mooring: Mooring

    def look(self) -> Sides:
        """What runs; the candidate is what was registered by this run, or what rolls at the moment."""
        seen = sides(self.mooring.scene())
        readied = self.mooring.readied
        if readied and not seen.candidate.release and seen.live.release != readied.name:
            return replace(seen, candidate=SideState(readied.name, Health.HEALTHY, "registered"))
        return seen

    def prepare(self, release: Release, *, at_once: bool = False) -> None:  # noqa: ARG002 - it always rolls
        """Register the release; nothing starts yet."""
        registered(self.mooring, release)
        self.mooring.readied = release

    def verify(self, release: Release) -> Verdict:
        """There is no second side to ask."""
        return Verdict(
            is_good=True, text=f"{self.mooring.component.name} has no side to ask {release.name} on"
        )

    def retire(self) -> None:
        """Forget what was made ready; a registered definition does nothing by itself."""
        self.mooring.readied = None
        self.mooring.started_after = None


@dataclass(frozen=True)
class RollingTraffic(EcsTraffic):
    """A component without a door; its traffic is the work it takes."""

    def look(self) -> Split:
        """Under way, or not."""
        newest = self.mooring.now().deployment
        is_under_way = newest is not None and newest.status in GOES_ON | GOES_BACK
        return Split(_UNDER_WAY, is_armed=True) if is_under_way else Split()

    def shift(self, share: int, revert_seconds: float) -> None:  # noqa: ARG002 - all at once, with the breaker on watch
        """Start ECS's rolling deployment of what was made ready."""
        mooring, readied = self.mooring, self.mooring.readied
        newest = mooring.now().deployment
        if readied is None or (newest and newest.status in GOES_ON and newest.target.release == readied.name):
            return
        mooring.started_after = newest.arn if newest else ""
        mooring.start(readied, registered(mooring, readied))

    def verify(self, release: Release) -> Verdict:
        """Whether every copy that runs is of that release."""
        name, seen = self.mooring.component.name, self.mooring.look()
        service, newest = seen.service, seen.deployment
        if service is None or service.running < max(service.desired, 1):
            return Verdict(is_good=False, text=f"{name}: {service.running if service else 0} copies run")
        if newest and newest.status in GOES_ON | GOES_BACK:
            return Verdict(is_good=False, text=f"{name} still changes over")
        if wrong := other_digest(newest, release, name):
            return Verdict(is_good=False, text=f"{name}: {wrong}")
        is_good = service.release == release.name
        return Verdict(
            is_good, f"{name} runs {service.release}" + ("" if is_good else f", wanted {release.name}")
        )

    def confirm(self) -> None:
        """Nothing: a rolling deployment that ended well is live for good."""
