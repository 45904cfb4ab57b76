"""moto's records as a view: read from the records that moto itself makes."""

from collections.abc import Iterator
from typing import Any

import pytest
from moto.core.base_backend import BackendDict
from moto.ec2.models import ec2_backends
from moto.elbv2.models import elbv2_backends

from rehearsal.balancer.records import Surroundings, read_view
from rehearsal.balancer.view import Certificate, Forward, HealthCheck, Target, View

ACCOUNT = "770000000000"


@pytest.fixture
def backend() -> Iterator[Any]:
    """The elbv2 records of an account that nobody else uses."""
    yield elbv2_backends[ACCOUNT]["us-east-1"]
    BackendDict.reset()


def make_group(backend: Any, name: str, **settings: Any) -> Any:
    """A target group in the account's own network."""
    vpc = next(iter(ec2_backends[ACCOUNT]["us-east-1"].vpcs))
    return backend.create_target_group(
        name, vpc_id=vpc, protocol="HTTP", port=80, target_type="ip", **settings
    )


def make_balancer(backend: Any, group: Any, protocol: str = "HTTP") -> Any:
    """A load balancer with one listener."""
    subnets = [subnet.id for subnet in ec2_backends[ACCOUNT]["us-east-1"].get_default_subnets().values()]
    balancer = backend.create_load_balancer("shop", [], subnets[:2])
    balancer.dns_name = "127.78.0.9"
    actions = [{"Type": "forward", "TargetGroupArn": group.arn}]
    backend.create_listener(balancer.arn, protocol, "8443", "", None, actions)
    return balancer


def read(backend: Any, host: str | None = None) -> View:
    """The view of these records."""
    return read_view([backend], Surroundings(lambda address: Certificate(address, "key"), lambda _: host))


def test_a_load_balancer_is_read_with_its_attributes_and_listeners(backend: Any) -> None:
    group = make_group(backend, "blue")
    balancer = make_balancer(backend, group, "HTTPS")
    backend.modify_load_balancer_attributes(
        balancer.arn,
        {"idle_timeout.timeout_seconds": "120", "access_logs.s3.enabled": "true"},
    )

    (read_balancer,) = read(backend).load_balancers

    assert ("127.78.0.9", 120.0, True) == (
        read_balancer.address,
        read_balancer.idle_seconds,
        read_balancer.has_access_log,
    )
    (listener,) = read_balancer.listeners
    assert ("HTTPS", 8443, Certificate("127.78.0.9", "key")) == (
        listener.protocol,
        listener.port,
        listener.certificate,
    )
    assert Forward(((group.arn, 1),)) == listener.rules[-1].action


def test_rules_come_in_the_order_of_their_priority_with_the_default_last(backend: Any) -> None:
    group = make_group(backend, "blue")
    listener = next(iter(make_balancer(backend, group).listeners.values()))
    for priority in (20, 3, 100):
        condition = {"Field": "path-pattern", "Values": [f"/{priority}"]}
        backend.create_rule(
            listener.arn, [condition], priority, [{"Type": "forward", "TargetGroupArn": group.arn}]
        )

    rules = read(backend).load_balancers[0].listeners[0].rules

    assert [("/3",), ("/20",), ("/100",), ()] == [
        rule.conditions[0].values if rule.conditions else () for rule in rules
    ]


def test_a_group_is_read_with_its_check_and_its_attributes(backend: Any) -> None:
    group = make_group(
        backend,
        "blue",
        healthcheck_path="/health",
        healthcheck_interval_seconds=10,
        healthcheck_timeout_seconds=3,
        healthy_threshold_count="4",
        unhealthy_threshold_count="6",
        matcher={"HttpCode": "200-204"},
    )
    backend.modify_target_group_attributes(
        group.arn,
        {
            "deregistration_delay.timeout_seconds": "15",
            "stickiness.enabled": "true",
            "stickiness.type": "app_cookie",
            "stickiness.app_cookie.cookie_name": "session",
        },
    )

    (seen,) = read(backend).groups

    assert HealthCheck("HTTP", "traffic-port", "/health", 10, 3, 4, 6, "200-204") == seen.check
    assert (15.0, "session", False) == (seen.drain_seconds, seen.cookie, seen.in_use)


def test_targets_are_read_with_those_that_leave(backend: Any) -> None:
    group = make_group(backend, "blue")
    group.targets["a"] = {"Id": "127.77.0.1", "Port": 8080, "Generation": 7}
    group.targets["b"] = {"Id": "i-0123", "Port": "80"}
    group.deregistered_targets["c"] = {"Id": "127.77.0.2", "Port": 8080}

    first, instance, leaving = read(backend, host="127.77.0.9").groups[0].targets

    assert (7, 8080, "127.77.0.1") == (first.key.generation, first.key.port, first.host)
    assert "127.77.0.9" == instance.host
    assert Target(leaving.key, "127.77.0.2", is_draining=True) == leaving
    assert read(backend).groups[0].targets[1].host is None


def test_only_application_load_balancers_are_routed(backend: Any) -> None:
    make_balancer(backend, make_group(backend, "blue")).type = "network"

    assert () == read(backend).load_balancers
