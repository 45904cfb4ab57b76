"""Autoscaling in a dictionary."""

from dataclasses import dataclass, field

from deploy.model.maintenance import Suspension


@dataclass(frozen=True)
class MemoryAutoscaling:
    """What was put in scales, and remembers what rests."""

    targets: dict[str, frozenset[Suspension]] = field(default_factory=dict)

    def suspended(self, target: str) -> frozenset[Suspension] | None:
        """The parts that rest; None where nothing scales."""
        return self.targets.get(target)

    def suspend(self, target: str, parts: frozenset[Suspension]) -> None:
        """Let exactly these parts rest."""
        self.targets[target] = parts
