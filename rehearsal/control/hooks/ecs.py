"""ECS: a service may leave its security groups out; moto breaks where AWS takes the VPC's default group."""

from collections.abc import Callable
from typing import Any

from moto.ecs.models import Service

from rehearsal.control.patching import Need, patch
from rehearsal.control.plane import ControlPlane

NEEDS = (Need("moto.ecs.models", "Service._validate_network", ("self", "nc")),)


def install(_: ControlPlane) -> None:
    """Put the checking of networks right."""
    patch(Service, "_validate_network", _lenient)


def _lenient(original: Callable[..., Any]) -> Callable[..., Any]:
    def validate_network(self: Service, nc: dict[str, Any]) -> Any:  # noqa: ANN401 - moto's own
        network = nc.get("awsvpcConfiguration")
        if network is not None:
            network.setdefault("securityGroups", [])
        return original(self, nc)

    return validate_network
