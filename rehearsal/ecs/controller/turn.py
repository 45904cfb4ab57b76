"""One step in the making: the state so far and the actions so far, passed from rule to rule."""

from dataclasses import dataclass, replace

from rehearsal.ecs.controller.actions import Action
from rehearsal.ecs.controller.observed import Observed
from rehearsal.ecs.controller.state import Deployment, Service


@dataclass(frozen=True, slots=True)
class Turn:
    """What is known and what was decided in this step."""

    service: Service
    seen: Observed
    now: float
    actions: tuple[Action, ...] = ()

    def put(self, deployment: Deployment) -> "Turn":
        """Replace the deployment, stamped with the time of this step."""
        stamped = replace(deployment, updated_at=self.now)
        return replace(self, service=replace(self.service, deployment=stamped))

    def act(self, *actions: Action) -> "Turn":
        """Add actions."""
        return replace(self, actions=self.actions + actions)
