"""One look at a component: each of its parts is asked for once, when somebody needs it."""

from dataclasses import dataclass, field
from functools import cached_property

from deploy.connectors.ecs.port import Deployment, Ecs, Service
from deploy.connectors.elb.port import Elb, GroupHealth

MOMENT_SECONDS = 0.5
"""For so long an act goes by the look before it: as long as the calls of one look take on AWS."""


@dataclass
class Sighting:
    """What is seen of a component in one look; nobody changes it, and a send makes it worthless."""

    name: str
    """The name of its service."""
    ecs: Ecs
    elb: Elb
    at: float
    """When the look began."""
    groups: dict[str, GroupHealth] = field(default_factory=dict, init=False)
    """The target groups that were asked for."""

    @cached_property
    def deployment(self) -> Deployment | None:
        """The newest deployment, whatever became of it."""
        return self.ecs.newest_deployment(self.name)

    @cached_property
    def service(self) -> Service | None:
        """The service."""
        return self.ecs.service(self.name)

    def health(self, target_group: str) -> GroupHealth:
        """The targets of a group."""
        if target_group not in self.groups:
            self.groups[target_group] = self.elb.group_health(target_group)
        return self.groups[target_group]

    def is_of_this_moment(self, now: float) -> bool:
        """Whether an act may still go by it."""
        return now - self.at < MOMENT_SECONDS
