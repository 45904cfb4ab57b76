"""What we need of autoscaling."""

from typing import Protocol

from deploy.model.maintenance import Suspension


class Autoscaling(Protocol):
    """The scalable targets of ECS services, each called `service/<cluster>/<service>`."""

    def suspended(self, target: str) -> frozenset[Suspension] | None:
        """The parts that rest; None where nothing scales."""
        ...

    def suspend(self, target: str, parts: frozenset[Suspension]) -> None:
        """Let exactly these parts rest; bounds and policies stay as they are."""
        ...
