"""The door: its weights are moved by ECS; we answer its pauses, or send its deployment back."""

from dataclasses import dataclass

from deploy.connectors.ecs.port import GOES_ON, Deployment
from deploy.errors import ToolMissing
from deploy.model.release import Release
from deploy.model.standing import Side
from deploy.platforms.ecs_service.configuration import AFTER, BEFORE
from deploy.platforms.ecs_service.contract import asked
from deploy.platforms.ecs_service.mooring import Mooring
from deploy.platforms.ecs_service.sight import split
from deploy.rollout.ports import Split, Verdict


@dataclass(frozen=True)
class EcsTraffic:
    """The traffic of one component."""

    mooring: Mooring

    def look(self) -> Split:
        """The division of traffic, as observed now."""
        return split(self.mooring.outline())

    def shift(self, share: int, revert_seconds: float) -> None:  # noqa: ARG002 - the pauses carry the time already
        """Answer the pause before the shift; while ECS bakes, going to the warm side is its own way back."""
        newest = self._going_on()
        if newest is None:
            return
        if newest.stage == "BAKE_TIME":
            self.mooring.ecs.roll_back(newest.arn)
        elif newest.hook and newest.hook.stage == BEFORE and newest.target.share < share:
            self.mooring.ecs.answer(newest.arn, newest.hook.hook_id, goes_on=True)

    def verify(self, release: Release) -> Verdict:
        """Ask through the real front door."""
        door = self.mooring.berth.door
        return asked(self.mooring, release, door.front_url if door else "")

    def confirm(self) -> None:
        """Answer the pause after the shift."""
        newest = self._going_on()
        if newest and newest.hook and newest.hook.stage == AFTER:
            self.mooring.ecs.answer(newest.arn, newest.hook.hook_id, goes_on=True)

    def revert(self) -> None:
        """Send the deployment back; ECS gives the traffic to the source again."""
        if newest := self._going_on():
            self.mooring.ecs.roll_back(newest.arn)

    def drain(self, side: Side) -> int:
        """Not there yet."""
        raise _not_yet(f"draining the {side.value} side")

    def close(self, notice: str) -> None:
        """Not there yet."""
        raise _not_yet(f"the maintenance page ({notice})")

    def open(self) -> None:
        """Not there yet."""
        raise _not_yet("taking the maintenance page down")

    def _going_on(self) -> Deployment | None:
        newest = self.mooring.deployment()
        return newest if newest and newest.status in GOES_ON else None


def _not_yet(what: str) -> ToolMissing:
    return ToolMissing(
        "part-not-built",
        what=f"{what} is not built for ECS yet",
        why="it comes with the issue on ECS",
        do="the table 'What works today' in README.md says what works",
    )
