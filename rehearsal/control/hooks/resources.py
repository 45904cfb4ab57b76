"""moto's data files: the largest of them are read only when someone looks into them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from moto.utilities import utils

from rehearsal.control.hooks.offerings import OFFERINGS, Offerings
from rehearsal.control.patching import Need, patch
from rehearsal.control.plane import ControlPlane

NEEDS = (
    Need("moto.utilities.utils", "load_resource", ("resource",)),
    Need("moto.ec2.models.instance_types", "INSTANCE_TYPE_OFFERINGS"),
)


def install(_: ControlPlane) -> None:
    """Read instance offerings late."""
    patch(utils, "load_resource", _late)


def _late(load: Callable[[str], Any]) -> Callable[[str], Any]:
    def load_resource(resource: str) -> Any:  # noqa: ANN401 - JSON of any shape
        if OFFERINGS not in resource:
            return load(resource)
        # ec2/resources/instance_type_offerings/availability-zone/eu-west-1.json.gz
        return Offerings(partial(load, resource), resource.split("/")[-2])

    return load_resource
