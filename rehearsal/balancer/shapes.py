"""The shapes of moto's elbv2 records that we read; the contract test holds them against moto."""

from collections.abc import Mapping
from typing import Any, Protocol


class ActionRecord(Protocol):
    """An action of a rule: the request's own structure."""

    data: Mapping[str, Any]


class RuleRecord(Protocol):
    """A rule of a listener."""

    arn: str
    priority: int | str
    actions: list[ActionRecord]
    conditions: list[Mapping[str, Any]]


class ListenerRecord(Protocol):
    """A listener; the two private mappings are the only way to its rules in order."""

    arn: str
    protocol: str
    port: int | str
    rules: Mapping[object, RuleRecord]
    _non_default_rules: Mapping[str, RuleRecord]
    _default_rule: Mapping[int, RuleRecord]


class LoadBalancerRecord(Protocol):
    """A load balancer."""

    arn: str
    name: str
    type: str
    dns_name: str
    attrs: Mapping[str, str]
    listeners: Mapping[str, ListenerRecord]


class GroupRecord(Protocol):
    """A target group; targets by an arbitrary key, each with Id and Port."""

    arn: str
    protocol: str
    port: int | str
    target_type: str
    attributes: Mapping[str, Any]
    targets: dict[str, dict[str, Any]]
    deregistered_targets: dict[str, dict[str, Any]]
    health_check_protocol: str | None
    health_check_port: str | int | None
    health_check_path: str | None
    health_check_interval_seconds: int | str
    health_check_timeout_seconds: int | str
    healthy_threshold_count: int | str
    unhealthy_threshold_count: int | str


class Backend(Protocol):
    """The elbv2 records of one account and region."""

    account_id: str
    region_name: str
    load_balancers: Mapping[str, LoadBalancerRecord]
    target_groups: Mapping[str, GroupRecord]
