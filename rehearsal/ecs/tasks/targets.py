"""A task's place in target groups, through the records of the load balancing service."""

from typing import Any

from moto.core.exceptions import ServiceException

from rehearsal.control.plane import ControlPlane
from rehearsal.ecs.records.service import Place

GONE = frozenset({"unused", "unavailable", ""})


class Targets:
    """Registers, deregisters and asks; the balancer answers for the health behind moto's records."""

    def __init__(self, plane: ControlPlane) -> None:
        self._plane = plane

    def register(self, place: Place, group: str, address: str, port: int) -> None:
        """Put an address into a target group; a group that was deleted meanwhile takes none."""
        try:
            self._backend(place).register_targets(group, [{"Id": address, "Port": port}])
        except ServiceException:
            return

    def deregister(self, place: Place, group: str, address: str, port: int) -> None:
        """Take an address out of a target group; one that is not there is no error."""
        try:
            self._backend(place).deregister_targets(group, [{"Id": address, "Port": port}])
        except ServiceException:
            return

    def state(self, place: Place, group: str, address: str, port: int) -> str:
        """Give the health state of an address in a target group; empty when the group is gone."""
        try:
            found = self._backend(place).describe_target_health(group, [{"Id": address, "Port": port}])
        except ServiceException:
            return ""
        return str(found[0].status)

    def gone(self, place: Place, group: str, address: str, port: int) -> bool:
        """Say whether an address has left a target group for good."""
        return self.state(place, group, address, port) in GONE

    def _backend(self, place: Place) -> Any:  # noqa: ANN401 - moto's records have no type
        return self._plane.backend("elbv2", place.account, place.region)
