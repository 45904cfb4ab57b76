"""What is put right in moto's elbv2: real target health, draining, registrations, and reachable addresses."""

from collections.abc import Callable
from time import time_ns
from typing import Any

from rehearsal.balancer.part import BalancerPart
from rehearsal.balancer.records import GENERATION
from rehearsal.balancer.shapes import GroupRecord
from rehearsal.control.patching import Need, patch
from rehearsal.control.plane import ControlPlane

_MODULE = "moto.elbv2.models"
NEEDS = (
    Need(_MODULE, "FakeTargetGroup.health_for", ("self", "target", "ec2_backend")),
    Need(_MODULE, "FakeTargetGroup.register", ("self", "targets")),
    Need(_MODULE, "FakeTargetGroup.deregister", ("self", "targets")),
    Need(_MODULE, "ELBv2Backend.describe_target_health", ("self", "target_group_arn", "targets")),
    Need(_MODULE, "FakeLoadBalancer.VALID_ATTRS"),
    Need(
        _MODULE,
        "FakeHealthStatus",
        ("instance_id", "port", "health_port", "status", "reason", "description"),
    ),
    Need(
        _MODULE,
        "ELBv2Backend.create_load_balancer",
        (
            "self",
            "name",
            "security_groups",
            "subnet_ids",
            "subnet_mappings",
            "scheme",
            "loadbalancer_type",
            "ip_address_type",
            "tags",
        ),
    ),
)
Record = dict[str, Any]


def install(plane: ControlPlane) -> None:
    """Put moto.elbv2 right; without a balancer part everything stays as moto has it."""
    from moto.elbv2 import models  # noqa: PLC0415 - hooks run right after this import

    patch(models.FakeTargetGroup, "register", _register)
    patch(models.FakeTargetGroup, "deregister", lambda _: _deregister)
    patch(models.FakeTargetGroup, "health_for", lambda original: _health_for(original, plane))
    patch(models.ELBv2Backend, "describe_target_health", _describe_target_health)
    patch(models.ELBv2Backend, "create_load_balancer", lambda original: _create(original, plane))


def _register(original: Callable[..., None]) -> Callable[[Any, list[Record]], None]:
    """Keep several ports of one address apart, and tell a new registration from an old one."""

    def register(group: GroupRecord, targets: list[Record]) -> None:
        for target in targets:
            port = int(target.get("Port") or group.port)
            if any(_is(one, target["Id"], port) for one in group.targets.values()):
                continue
            elsewhere = group.targets.pop(target["Id"], None)
            original(group, [target])
            fresh = group.targets.pop(target["Id"])
            key = target["Id"] if elsewhere is None else f"{target['Id']}:{port}"
            if elsewhere is not None:
                group.targets[target["Id"]] = elsewhere
            group.targets[key] = fresh | {"Port": port, GENERATION: time_ns()}

    return register


def _deregister(group: GroupRecord, targets: list[Record]) -> None:
    """Let targets drain: every registration of the address, or the one with the port that is named."""
    from moto.elbv2.exceptions import InvalidTargetError  # noqa: PLC0415 - moto is there when this runs

    for target in targets:
        port = int(target["Port"]) if target.get("Port") else None
        keys = [key for key, one in group.targets.items() if _is(one, target["Id"], port)]
        if not keys:
            raise InvalidTargetError
        for key in keys:
            record = group.targets.pop(key)
            group.deregistered_targets[f"{record['Id']}:{record['Port']}:{record.get(GENERATION)}"] = record


def _is(record: Record, target_id: str, port: int | None) -> bool:
    return record["Id"] == target_id and port in (None, int(record["Port"]))


def _health_for(original: Callable[..., Any], plane: ControlPlane) -> Callable[[Any, Record, Any], Any]:
    def health_for(group: Any, target: Record, ec2_backend: Any) -> Any:  # noqa: ANN401 - moto's own types
        from moto.elbv2.models import FakeHealthStatus  # noqa: PLC0415 - moto is there when this runs

        part = plane.find_part(BalancerPart)
        if part is None:
            return original(group, target, ec2_backend)
        port = int(target.get("Port") or _port_of(group, target["Id"]))
        health = part.health(group, target["Id"], port)
        check_port = str(port) if group.health_check_port == "traffic-port" else group.health_check_port
        reason, description = health.reason or None, health.description or None
        return FakeHealthStatus(target["Id"], str(port), check_port, health.state, reason, description)

    return health_for


def _port_of(group: GroupRecord, target_id: str) -> int:
    known = (*group.targets.values(), *group.deregistered_targets.values())
    return int(next((one["Port"] for one in known if one["Id"] == target_id), group.port))


def _describe_target_health(original: Callable[..., Any]) -> Callable[[Any, str, list[Record]], Any]:
    """Without a choice of targets, those that are still draining are listed too."""

    def describe_target_health(backend: Any, target_group_arn: str, targets: list[Record]) -> Any:  # noqa: ANN401
        group = backend.target_groups.get(target_group_arn)
        if not targets and group is not None:
            known = {(one["Id"], int(one["Port"])) for one in group.targets.values()}
            leaving = group.deregistered_targets.values()
            gone = [one for one in leaving if (one["Id"], int(one["Port"])) not in known]
            targets = [*group.targets.values(), *gone]
        return original(backend, target_group_arn, targets)

    return describe_target_health


def _create(original: Callable[..., Any], plane: ControlPlane) -> Callable[..., Any]:
    """Give a new application load balancer an address that answers."""

    def create_load_balancer(backend: Any, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        balancer = original(backend, *arguments, **named)
        part = plane.find_part(BalancerPart)
        if part is not None and balancer.type == "application":
            balancer.dns_name = part.addresses.claim()
        return balancer

    return create_load_balancer
