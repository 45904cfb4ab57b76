"""What any data plane offers the balancer part, whichever engine it is."""

from collections.abc import Callable
from typing import Protocol

from rehearsal.balancer.messages import Order, Report

OnReport = Callable[[Report], None]


class DataPlane(Protocol):
    """A process that routes; reports come on a thread of its own, never while it is being called."""

    def start(self) -> None:
        """Begin; nothing is routed yet."""

    def follow(self, order: Order) -> None:
        """Let this order hold soon; it never waits, and of several waiting orders only the newest counts."""

    def stop(self) -> None:
        """End the process and every connection."""
