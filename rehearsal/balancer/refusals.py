"""What elbv2 refuses of listeners and moto takes: taken ports, weights out of range, groups that are gone."""

from collections.abc import Callable, Mapping
from functools import partial
from inspect import signature
from typing import Any

from moto.elbv2 import models
from moto.elbv2.exceptions import DuplicateListenerError, ValidationError

from rehearsal.control.patching import Need, patch
from rehearsal.control.plane import ControlPlane

_MODULE = "moto.elbv2.models"
NEEDS = (
    Need(_MODULE, "ELBv2Backend._validate_actions", ("self", "actions")),
    Need(
        _MODULE,
        "ELBv2Backend.create_listener",
        (
            "self",
            "load_balancer_arn",
            "protocol",
            "port",
            "ssl_policy",
            "certificate",
            "actions",
            "alpn_policy",
            "tags",
        ),
    ),
    Need(
        _MODULE,
        "ELBv2Backend.modify_listener",
        ("self", "arn", "port", "protocol", "ssl_policy", "certificates", "actions"),
    ),
)
HEAVIEST = 999
Asked = Mapping[str, Any]


def install(_: ControlPlane) -> None:
    """Let moto refuse them too."""
    for name, check in (
        ("_validate_actions", _check_weights),
        ("create_listener", _check_new),
        ("modify_listener", _check_change),
    ):
        patch(models.ELBv2Backend, name, partial(_checked_by, check))


def _checked_by(check: Callable[[Asked], None], original: Callable[..., Any]) -> Callable[..., Any]:
    """The same method, after a look at its arguments by their names."""
    shape = signature(original)

    def method(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - moto's own
        check(shape.bind(*given, **named).arguments)
        return original(*given, **named)

    return method


def _check_weights(asked: Asked) -> None:
    for action in asked["actions"]:
        for group in action.data.get("ForwardConfig", {}).get("TargetGroups", []):
            if not 0 <= int(group.get("Weight", 1)) <= HEAVIEST:
                raise ValidationError(f"Weight '{group['Weight']}' must be from 0 to {HEAVIEST}")


def _check_new(asked: Asked) -> None:
    _check_port(asked["self"].load_balancers.get(asked["load_balancer_arn"]), asked["port"])


def _check_change(asked: Asked) -> None:
    backend = asked["self"]
    # moto checks the actions of every other call.
    backend._validate_actions([models.FakeAction(one) for one in asked.get("actions") or []])  # noqa: SLF001 - patched above
    if asked.get("port"):
        balancers = backend.load_balancers.values()
        owner = next((one for one in balancers if asked["arn"] in one.listeners), None)
        _check_port(owner, asked["port"], but=asked["arn"])


def _check_port(balancer: Any, port: object, but: str = "") -> None:  # noqa: ANN401 - moto's own
    others = [] if balancer is None else [one for arn, one in balancer.listeners.items() if arn != but]
    if any(str(one.port) == str(port) for one in others):
        raise DuplicateListenerError
