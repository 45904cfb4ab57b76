"""What we need of a rehearsal beyond an endpoint."""

from typing import Protocol


class Rehearsal(Protocol):
    """The AWS of this machine, as something that may have to be started first."""

    def answers(self) -> bool:
        """Whether it is up."""
        ...

    def runtime(self) -> str:
        """What it runs tasks as, "docker" or "process"; nothing where it is not known."""
        ...

    def start(self, system: str) -> None:
        """Bring it up with a system's landscape, or join it; raises `ToolMissing` where that cannot be."""
        ...
