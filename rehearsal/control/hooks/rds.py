"""RDS: members that moto drops and Terraform then plans for ever."""

from collections.abc import Callable
from typing import Any

from moto.rds import models

from rehearsal.control.patching import Need, patch
from rehearsal.control.plane import ControlPlane

NEEDS = (
    Need("moto.rds.models", "DBInstance.__init__"),
    Need("moto.rds.models", "DBParameterGroup.update_parameters", ("self", "new_parameters")),
)
# Request member to response member, both the way moto spells them.
KEPT = {
    "enable_performance_insights": "performance_insights_enabled",
    "performance_insights_retention_period": "performance_insights_retention_period",
    "performance_insights_kms_key_id": "performance_insights_kms_key_id",
}


def install(_: ControlPlane) -> None:
    """Put instances and parameter groups right."""
    patch(models.DBInstance, "__init__", _keeping)
    patch(models.DBParameterGroup, "update_parameters", _by_user)


def _keeping(original: Callable[..., None]) -> Callable[..., None]:
    def init(self: Any, backend: Any, **named: Any) -> None:  # noqa: ANN401 - moto's own
        original(self, backend, **named)
        for asked, shown in KEPT.items():
            if named.get(asked) is not None:
                setattr(self, shown, named[asked])

    return init


def _by_user(original: Callable[..., None]) -> Callable[..., None]:
    """A parameter that someone set has the source "user"; the provider reads only those."""

    def update_parameters(self: Any, new_parameters: list[dict[str, Any]]) -> None:  # noqa: ANN401 - moto's own
        original(self, [{**parameter, "Source": "user"} for parameter in new_parameters])

    return update_parameters
