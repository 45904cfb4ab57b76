"""What we need of the load balancer."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class GroupHealth:
    """The targets of one group."""

    healthy: int = 0
    starting: int = 0
    unhealthy: int = 0
    reason: str = ""
    addresses: tuple[str, ...] = ()
    """Where the healthy ones are reached."""

    @property
    def is_healthy(self) -> bool:
        """Whether there is a target, and every one answers well."""
        return self.healthy > 0 and self.starting == self.unhealthy == 0


class Elb(Protocol):
    """Looks only, but for the maintenance page."""

    def group_health(self, target_group: str) -> GroupHealth:
        """How the targets of a group are; those on their way out do not count."""
        ...

    def weights(self, rules: tuple[str, ...]) -> dict[str, dict[str, int]]:
        """The weight of each target group in each of the rules; a rule that is not there is left out."""
        ...
