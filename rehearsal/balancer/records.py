"""moto's elbv2 records, read as a view; nothing here changes them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rehearsal.balancer.rules import read_rules
from rehearsal.balancer.shapes import Backend, GroupRecord, ListenerRecord, LoadBalancerRecord
from rehearsal.balancer.view import (
    Certificate,
    HealthCheck,
    Listener,
    LoadBalancer,
    Target,
    TargetGroup,
    TargetKey,
    View,
)

# What the hooks add to moto's target dictionaries.
GENERATION = "Generation"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the records do not hold: certificates on disk, and where instances answer on this machine."""

    certificate: Callable[[str], Certificate]
    host_of_instance: Callable[[str], str | None]


def read_view(backends: Sequence[Backend], around: Surroundings) -> View:
    """Every application load balancer and every target group of some elbv2 backends."""
    balancers = [lb for backend in backends for lb in backend.load_balancers.values()]
    view = tuple(_load_balancer(lb, around) for lb in balancers if lb.type == "application")
    used = frozenset(_used_groups(balancers))
    groups = [group for backend in backends for group in backend.target_groups.values()]
    return View(
        view,
        tuple(_group(group, group.arn in used, around) for group in groups if group.target_type != "lambda"),
    )


def _load_balancer(lb: LoadBalancerRecord, around: Surroundings) -> LoadBalancer:
    attributes: Mapping[str, str] = lb.attrs
    return LoadBalancer(
        arn=lb.arn,
        address=lb.dns_name,
        listeners=tuple(_listener(one, lb.dns_name, around) for one in lb.listeners.values()),
        idle_seconds=float(attributes.get("idle_timeout.timeout_seconds", 60)),
        forwarded_for=attributes.get("routing.http.xff_header_processing.mode", "append"),
        has_access_log=_is_true(attributes.get("access_logs.s3.enabled")),
    )


def _listener(listener: ListenerRecord, address: str, around: Surroundings) -> Listener:
    protocol = listener.protocol
    certificate = around.certificate(address) if protocol == "HTTPS" else None
    return Listener(listener.arn, protocol, int(listener.port), read_rules(listener), certificate)


def _used_groups(balancers: list[LoadBalancerRecord]) -> Iterator[str]:
    for lb in balancers:
        for listener in lb.listeners.values():
            for rule in listener.rules.values():
                for action in rule.actions:
                    yield from target_groups_of(action.data)


def target_groups_of(action: Mapping[str, Any]) -> list[str]:
    """The target groups an action of moto's names, with or without weight."""
    several = [one["TargetGroupArn"] for one in action.get("ForwardConfig", {}).get("TargetGroups", [])]
    return several or [action["TargetGroupArn"]] if several or "TargetGroupArn" in action else []


def _group(group: GroupRecord, in_use: bool, around: Surroundings) -> TargetGroup:  # noqa: FBT001 - private, one caller
    attributes: Mapping[str, Any] = group.attributes
    return TargetGroup(
        arn=group.arn,
        targets=tuple(_targets(group, around)),
        check=_check(group),
        protocol=group.protocol,
        algorithm=attributes.get("load_balancing.algorithm.type", "round_robin"),
        drain_seconds=float(attributes.get("deregistration_delay.timeout_seconds", 300)),
        cookie=_cookie(attributes),
        cookie_seconds=int(attributes.get("stickiness.lb_cookie.duration_seconds", 86400)),
        in_use=in_use,
    )


def _targets(group: GroupRecord, around: Surroundings) -> Iterator[Target]:
    for record in group.targets.values():
        yield Target(key_of(group, record), _host(record["Id"], around))
    for record in group.deregistered_targets.values():
        yield Target(key_of(group, record), _host(record["Id"], around), is_draining=True)


def key_of(group: GroupRecord, record: Mapping[str, Any]) -> TargetKey:
    """The registration that a target's record stands for."""
    return TargetKey(group.arn, record["Id"], int(record["Port"]), record.get(GENERATION, 0))


def _host(target_id: str, around: Surroundings) -> str | None:
    return around.host_of_instance(target_id) if target_id.startswith("i-") else target_id


def _check(group: GroupRecord) -> HealthCheck:
    protocol = group.health_check_protocol or "HTTP"
    matcher: Mapping[str, str] = getattr(group, "matcher", {})
    return HealthCheck(
        protocol=protocol,
        port=str(group.health_check_port or "traffic-port"),
        path=group.health_check_path or "/",
        interval_seconds=float(group.health_check_interval_seconds),
        timeout_seconds=float(group.health_check_timeout_seconds),
        healthy_threshold=int(group.healthy_threshold_count),
        unhealthy_threshold=int(group.unhealthy_threshold_count),
        matcher=str(matcher.get("HttpCode") or "200"),
    )


def _cookie(attributes: Mapping[str, Any]) -> str:
    if not _is_true(attributes.get("stickiness.enabled")):
        return ""
    if attributes.get("stickiness.type") == "app_cookie":
        return str(attributes.get("stickiness.app_cookie.cookie_name", ""))
    return "lb_cookie"


def _is_true(value: object) -> bool:
    return str(value).lower() == "true"
