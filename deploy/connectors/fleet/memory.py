"""Counts of copies and two machines in memory."""

from dataclasses import dataclass, field, replace
from itertools import cycle, islice

from deploy.connectors.fleet.port import ContainerInstance


@dataclass
class MemoryFleet:
    """Copies are spread over the machines that take some, as soon as they are asked for."""

    counts: dict[str, int] = field(default_factory=dict)
    machines: tuple[ContainerInstance, ...] = (
        ContainerInstance("arn:1", "i-1"),
        ContainerInstance("arn:2", "i-2"),
    )

    def resize(self, service: str, copies: int) -> None:
        """Ask for a number of copies."""
        self.counts[service] = copies

    def places(self, service: str) -> tuple[str, ...]:
        """The machine of every copy."""
        taking = [one.arn for one in self.machines if not one.is_draining]
        return tuple(islice(cycle(taking), self.counts.get(service, 0)))

    def instances(self) -> tuple[ContainerInstance, ...]:
        """The machines."""
        return self.machines

    def set_draining(self, arns: tuple[str, ...], *, is_draining: bool) -> None:
        """Change the state of these machines."""
        self.machines = tuple(
            replace(one, is_draining=is_draining) if one.arn in arns else one for one in self.machines
        )
