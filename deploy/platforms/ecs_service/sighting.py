"""One look at a component: each of its parts is asked for once, when somebody needs it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from deploy.connectors.clock.port import Clock
from deploy.connectors.ecs.port import Deployment, Ecs, Service
from deploy.connectors.elb.port import Elb, GroupHealth

T = TypeVar("T")
MOMENT_SECONDS = 0.5
"""For so long after its last answer an act goes by a look: rows of the ledger are written between the two."""


@dataclass
class Sighting:
    """What is seen of a component in one look; nobody changes it, and a send makes it worthless."""

    name: str
    """The name of its service."""
    ecs: Ecs
    elb: Elb
    clock: Clock
    groups: dict[str, GroupHealth] = field(default_factory=dict, init=False)
    """The target groups that were asked for."""
    answered_at: float = field(init=False)
    """When the last answer came."""

    def __post_init__(self) -> None:
        """Nothing is asked for yet."""
        self.answered_at = self.clock.boot()

    @cached_property
    def deployment(self) -> Deployment | None:
        """The newest deployment, whatever became of it."""
        return self._told(lambda: self.ecs.newest_deployment(self.name))

    @cached_property
    def service(self) -> Service | None:
        """The service."""
        return self._told(lambda: self.ecs.service(self.name))

    def health(self, target_group: str) -> GroupHealth:
        """The targets of a group."""
        if target_group not in self.groups:
            self.groups[target_group] = self._told(lambda: self.elb.group_health(target_group))
        return self.groups[target_group]

    @property
    def is_of_this_moment(self) -> bool:
        """Whether an act may still go by it."""
        return self.clock.boot() - self.answered_at < MOMENT_SECONDS

    def _told(self, ask: Callable[[], T]) -> T:
        """An answer; what is asked much later than the rest never makes an old look young."""
        is_one_look = self.is_of_this_moment
        answer = ask()
        if is_one_look:
            self.answered_at = self.clock.boot()
        return answer
