"""Listeners that AWS refuses are refused here, and nothing of them holds."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.rehearsal.balancer.landscape import Landscape, build
from tests.rehearsal.balancer.targets import free_port
from tests.rehearsal.conftest import Running


@pytest.fixture(scope="module")
def shop(running: Running) -> Landscape:
    """A load balancer with one listener."""
    return build(running, "refusing", free_port())


def forward(**weights: int) -> list[dict[str, Any]]:
    groups = [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in weights.items()]
    return [{"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}]


def listeners(shop: Landscape) -> list[dict[str, Any]]:
    """All listeners as they are now."""
    found: list[dict[str, Any]] = shop.elb.describe_listeners(LoadBalancerArn=shop.balancer)["Listeners"]
    return found


def test_a_port_has_one_listener(shop: Landscape) -> None:
    before = listeners(shop)
    actions = forward(**{shop.groups["blue"]: 1})
    other = shop.elb.create_listener(
        LoadBalancerArn=shop.balancer, Protocol="HTTP", Port=free_port(), DefaultActions=actions
    )["Listeners"][0]["ListenerArn"]
    with pytest.raises(ClientError, match="DuplicateListener"):
        shop.elb.create_listener(
            LoadBalancerArn=shop.balancer, Protocol="HTTP", Port=shop.port, DefaultActions=actions
        )
    with pytest.raises(ClientError, match="DuplicateListener"):
        shop.elb.modify_listener(ListenerArn=other, Port=shop.port)
    shop.elb.modify_listener(ListenerArn=shop.listener, Port=shop.port)
    shop.elb.delete_listener(ListenerArn=other)
    assert before == listeners(shop)


@pytest.mark.parametrize("weight", [-1, 1000])
def test_a_weight_out_of_range_is_refused_wherever_it_is_sent(shop: Landscape, weight: int) -> None:
    before = listeners(shop)
    actions = forward(**{shop.groups["blue"]: weight, shop.groups["green"]: 1})
    rule = {"Priority": 5, "Conditions": [{"Field": "path-pattern", "Values": ["/x"]}], "Actions": actions}
    with pytest.raises(ClientError, match="ValidationError"):
        shop.elb.modify_listener(ListenerArn=shop.listener, DefaultActions=actions)
    with pytest.raises(ClientError, match="ValidationError"):
        shop.elb.create_rule(ListenerArn=shop.listener, **rule)
    assert before == listeners(shop)
    assert ["default"] == [
        one["Priority"] for one in shop.elb.describe_rules(ListenerArn=shop.listener)["Rules"]
    ]


def test_a_listener_is_not_sent_to_a_group_that_is_not_there(shop: Landscape) -> None:
    before = listeners(shop)
    with pytest.raises(ClientError, match="TargetGroupNotFound"):
        shop.elb.modify_listener(
            ListenerArn=shop.listener, DefaultActions=forward(**{f"{shop.groups['blue']}0": 1})
        )
    assert before == listeners(shop)
