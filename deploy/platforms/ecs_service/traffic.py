"""The door: its weights are moved by ECS; we answer its pauses, or send its deployment back."""

from dataclasses import dataclass, replace

from deploy.connectors.ecs.port import GOES_ON, Deployment
from deploy.model.release import Release
from deploy.model.standing import Side
from deploy.platforms.ecs_service.configuration import AFTER, BEFORE
from deploy.platforms.ecs_service.maintenance import EcsScaling, Notices
from deploy.platforms.ecs_service.mooring import Mooring
from deploy.platforms.ecs_service.sight import split
from deploy.platforms.ecs_service.verdicts import through_front
from deploy.rollout.ports import Split, Verdict


@dataclass(frozen=True)
class EcsTraffic:
    """The traffic of one component."""

    mooring: Mooring
    notices: Notices
    scaling: EcsScaling

    def look(self) -> Split:
        """The division of traffic, as observed now."""
        deployment = self.mooring.now().deployment
        seen = split(deployment, has_door=self.mooring.berth.door is not None)
        hook = deployment.hook if deployment else None
        if hook is None or hook.expires_at is None:
            return seen
        left = (hook.expires_at - self.mooring.outlook.clock.wall()).total_seconds()
        return replace(seen, seconds_left=max(left, 0.0))

    def shift(self, share: int, revert_seconds: float) -> None:  # noqa: ARG002 - the pauses carry the time already
        """Answer the pause before the shift; while ECS bakes, going to the warm side is its own way back."""
        newest = self._going_on()
        if newest is None:
            return
        if newest.stage == "BAKE_TIME":
            self.mooring.send_back(newest)
        elif newest.hook and newest.hook.stage == BEFORE and newest.target.share < share:
            self.mooring.go_on(newest, newest.hook)

    def verify(self, release: Release) -> Verdict:
        """Ask through the real front door, and ask what CloudWatch says."""
        return through_front(self.mooring, release)

    def confirm(self) -> None:
        """Answer the pause after the shift."""
        newest = self._going_on()
        if newest and newest.hook and newest.hook.stage == AFTER:
            self.mooring.go_on(newest, newest.hook)

    def revert(self) -> None:
        """Send the deployment back; ECS gives the traffic to the source again."""
        if newest := self._going_on():
            self.mooring.send_back(newest)

    def drain(self, side: Side) -> int:
        """Let ECS end the copies of the live side, each once its target has drained."""
        return self.scaling.at_work(is_wanted=side is not Side.LIVE)

    def notice(self) -> str:
        """The maintenance page that is up."""
        return self.notices.shown()

    def close(self, notice: str) -> None:
        """Answer with a maintenance page, by a rule of its own: ECS's rule is never touched."""
        self.notices.put_up(notice)

    def open(self) -> None:
        """Take the maintenance page away."""
        self.notices.take_down()

    def _going_on(self) -> Deployment | None:
        newest = self.mooring.now().deployment
        return newest if newest and newest.status in GOES_ON else None
