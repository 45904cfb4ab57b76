"""The part that keeps the records moto has no place for."""

from typing import cast

from rehearsal.control.plane import ControlPlane
from rehearsal.recorded import (
    apprunner,
    autoscaling_tags,
    budgets,
    cloudfront_policies,
    codedeploy,
    elasticache,
)
from rehearsal.recorded.shelf import Shelf


class RecordedPart:
    """Registers the gaps of every recorded service; all of them keep their records on one shelf."""

    def __init__(self) -> None:
        self._shelf = Shelf()

    def start(self, plane: ControlPlane) -> None:
        """Register every gap."""
        for service in (apprunner, autoscaling_tags, budgets, cloudfront_policies, codedeploy, elasticache):
            service.register(plane, self._shelf)

    def tick(self, now: float) -> None:
        """Records do not change by themselves."""

    def stop(self) -> None:
        """Forget everything."""
        self._shelf = Shelf()

    def save(self) -> object:
        """The shelf is plain data."""
        return self._shelf

    def load(self, saved: object) -> None:
        """Take the shelf back."""
        self._shelf = cast("Shelf", saved)
