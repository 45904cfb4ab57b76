"""What a maintenance needs of ECS: counts of copies, and the machines under them."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ContainerInstance:
    """One machine of a cluster; its name is the one that EC2 knows it by."""

    arn: str
    name: str
    is_draining: bool = False


class Fleet(Protocol):
    """One cluster."""

    def resize(self, service: str, copies: int) -> None:
        """Ask for a number of copies; no deployment starts by it."""
        ...

    def places(self, service: str) -> tuple[str, ...]:
        """The container instance of every copy that is not over yet, empty for one that has none."""
        ...

    def instances(self) -> tuple[ContainerInstance, ...]:
        """The registered machines."""
        ...

    def set_draining(self, arns: tuple[str, ...], *, is_draining: bool) -> None:
        """Let ECS move the copies off these machines, or put copies there again."""
        ...
