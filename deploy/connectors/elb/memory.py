"""Load balancers from a dictionary."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from deploy.connectors.elb.port import GroupHealth


@dataclass
class MemoryElb:
    """What was written down is what is seen; a group nobody wrote down is empty."""

    groups: Mapping[str, GroupHealth] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def group_health(self, target_group: str) -> GroupHealth:
        """How the targets of a group are."""
        return self.groups.get(target_group, GroupHealth())

    def weights(self, rules: tuple[str, ...]) -> dict[str, dict[str, int]]:
        """The weight of each target group in each of the rules."""
        return {rule: dict(self.rules[rule]) for rule in rules if rule in self.rules}
