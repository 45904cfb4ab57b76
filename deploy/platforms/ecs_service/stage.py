"""Where the workload stands: prepare starts a deployment of ECS, retire sends it back."""

from dataclasses import dataclass

from deploy.connectors.ecs.port import GOES_ON
from deploy.model.release import Release
from deploy.platforms.ecs_service.definition import definition
from deploy.platforms.ecs_service.mooring import Mooring
from deploy.platforms.ecs_service.sight import CONFIRMED, sides
from deploy.platforms.ecs_service.verdicts import through_test_door
from deploy.rollout.ports import Sides, Verdict


@dataclass(frozen=True)
class EcsStage:
    """One component on ECS, changed over with two sides."""

    mooring: Mooring

    def look(self) -> Sides:
        """Both sides, as observed now."""
        return sides(self.mooring.scene())

    def prepare(self, release: Release, *, at_once: bool = False) -> None:
        """Start ECS's own deployment of the release, unless it is the one that goes on."""
        newest = self.mooring.now().deployment
        if newest and newest.status in GOES_ON and newest.target.release == release.name:
            self.mooring.started_after = ""
            return
        self.mooring.started_after = newest.arn if newest else ""
        self.mooring.start(release, registered(self.mooring, release), at_once=at_once)

    def verify(self, release: Release) -> Verdict:
        """Ask the candidate through the test listener."""
        return through_test_door(self.mooring, release)

    def retire(self) -> None:
        """Send an unconfirmed deployment back; a side that only stays warm goes when ECS has baked.

        A deployment that bakes is never superseded: what the next one would go back to is not certain then.
        """
        newest = self.mooring.now().deployment
        if newest and newest.status in GOES_ON and newest.stage not in CONFIRMED:
            self.mooring.send_back(newest)
        self.mooring.started_after = None


def registered(mooring: Mooring, release: Release) -> str:
    """The release's task definition: the one that is there, else a new one; the call has no token."""
    launch_type = mooring.platform.launch_type
    wanted = definition(release, mooring.component, mooring.berth, mooring.topology, launch_type)
    return mooring.ecs.definition_of(wanted.family, release.name) or mooring.ecs.register(wanted)
