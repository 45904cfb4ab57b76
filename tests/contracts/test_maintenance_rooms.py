"""The rooms of a maintenance keep the same promises in memory and against the rehearsal."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest

from deploy.connectors.autoscaling.boto import BotoAutoscaling
from deploy.connectors.autoscaling.memory import MemoryAutoscaling
from deploy.connectors.autoscaling.port import Autoscaling
from deploy.connectors.aws.clients import Clients
from deploy.connectors.fleet.boto import BotoFleet
from deploy.connectors.fleet.memory import MemoryFleet
from deploy.connectors.fleet.port import Fleet
from deploy.connectors.pages.boto import BotoPages
from deploy.connectors.pages.memory import MemoryPages
from deploy.connectors.pages.port import Pages
from deploy.model.maintenance import ALL_OF_IT, Suspension
from rehearsal import lifecycle
from rehearsal.control.plane import Place
from rehearsal.landscape.aws import Aws, towards
from rehearsal.landscape.machines import MACHINES, machines
from rehearsal.landscape.network import network
from rehearsal.landscape.workloads import cluster

CLUSTER, SERVICE = "shop", "shop-web"
TARGET = f"service/{CLUSTER}/{SERVICE}"
MARK = "<!--a mark-->"
PAGE = f"<p>Back soon{MARK}</p>"


class Lost(Exception):
    """The lease is no longer ours."""


def quiet() -> None:
    """The lease is ours."""


@dataclass
class InMemory:
    """The memory rooms."""

    guard: Callable[[], None] = quiet

    rule = "rule"

    @cached_property
    def pages(self) -> Pages:
        """Two rules, no page."""
        return MemoryPages()

    @cached_property
    def autoscaling(self) -> Autoscaling:
        """One target."""
        return MemoryAutoscaling({TARGET: frozenset()})

    @cached_property
    def fleet(self) -> Fleet:
        """One service on two machines."""
        return MemoryFleet({SERVICE: 2})


@dataclass
class InRehearsal:
    """The real rooms against a rehearsal."""

    aws: Aws
    rule: str

    @property
    def pages(self) -> Pages:
        """The listener."""
        return BotoPages(self._clients.of("elbv2"), quiet)

    @property
    def autoscaling(self) -> Autoscaling:
        """The scalable target."""
        return BotoAutoscaling(self._clients.of("application-autoscaling"), quiet)

    @property
    def fleet(self) -> Fleet:
        """The cluster."""
        return BotoFleet(self._clients.of("ecs"), CLUSTER, quiet)

    @property
    def _clients(self) -> Clients:
        return Clients(self.aws.region, self.aws.endpoint)


Rooms = InMemory | InRehearsal


@pytest.fixture(scope="module")
def landscape(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InRehearsal]:
    """A listener with two rules, a cluster with two machines, and a service that scales."""
    folder = tmp_path_factory.mktemp("rehearsal") / "state"
    aws = towards(lifecycle.up(Place(folder)))
    try:
        rule = listener_rule(aws)
        cluster(aws, CLUSTER)
        machines(aws, CLUSTER)
        scaling_service(aws)
        yield InRehearsal(aws, rule)
    finally:
        lifecycle.down(folder, keep=False)


def listener_rule(aws: Aws) -> str:
    """A rule with priority 3, with 2 taken by another one."""
    elb = aws.client("elbv2")
    balancer = elb.create_load_balancer(Name="shop", Subnets=list(network(aws).network.subnets))
    nowhere = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    listener = elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancers"][0]["LoadBalancerArn"],
        Protocol="HTTP",
        Port=80,
        DefaultActions=[nowhere],
    )["Listeners"][0]["ListenerArn"]
    made = [rule_at(elb, listener, priority, nowhere) for priority in (2, 3)]
    return made[-1]


def rule_at(elb: Any, listener: str, priority: int, action: dict[str, Any]) -> str:
    """A rule for everything at that priority."""
    condition = {"Field": "path-pattern", "Values": ["/*"]}
    made = elb.create_rule(ListenerArn=listener, Priority=priority, Conditions=[condition], Actions=[action])
    return str(made["Rules"][0]["RuleArn"])


def scaling_service(aws: Aws) -> None:
    """A service of two copies on the machines, between one and four."""
    ecs = aws.client("ecs")
    container = {"name": "web", "image": "nothing", "memory": 64, "command": ["true"]}
    ecs.register_task_definition(family=SERVICE, containerDefinitions=[container])
    ecs.create_service(
        cluster=CLUSTER, serviceName=SERVICE, taskDefinition=SERVICE, desiredCount=2, launchType="EC2"
    )
    aws.client("application-autoscaling").register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId=TARGET,
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=1,
        MaxCapacity=4,
    )


@pytest.fixture(params=["memory", "rehearsal"])
def rooms(request: pytest.FixtureRequest) -> Rooms:
    """The rooms, one after the other."""
    if request.param == "memory":
        return InMemory()
    made: InRehearsal = request.getfixturevalue("landscape")
    return made


def test_a_page_is_up_until_it_is_taken_down_and_taking_it_again_is_nothing(rooms: Rooms) -> None:
    """Its text is found by its mark, and by no other."""
    pages = rooms.pages
    assert "" == pages.find(rooms.rule, MARK)

    pages.put(rooms.rule, PAGE)

    assert PAGE == pages.find(rooms.rule, MARK)
    assert "" == pages.find(rooms.rule, "<!--another mark-->")
    pages.take(rooms.rule, MARK)
    pages.take(rooms.rule, MARK)
    assert "" == pages.find(rooms.rule, MARK)


def test_exactly_the_parts_that_were_named_rest(rooms: Rooms) -> None:
    """Whatever rested before; and what does not scale is told from what does."""
    autoscaling = rooms.autoscaling
    assert frozenset() == autoscaling.suspended(TARGET)

    autoscaling.suspend(TARGET, ALL_OF_IT)
    assert autoscaling.suspended(TARGET) == ALL_OF_IT
    autoscaling.suspend(TARGET, frozenset({Suspension.SCHEDULED}))
    assert frozenset({Suspension.SCHEDULED}) == autoscaling.suspended(TARGET)
    autoscaling.suspend(TARGET, frozenset())

    assert frozenset() == autoscaling.suspended(TARGET)
    assert autoscaling.suspended("service/shop/nothing") is None


def test_machines_drain_and_take_copies_again(rooms: Rooms) -> None:
    """Both ways, and the others are left alone."""
    fleet = rooms.fleet
    first, second = fleet.instances()

    fleet.set_draining((first.arn,), is_draining=True)
    assert {first.name: True, second.name: False} == {one.name: one.is_draining for one in fleet.instances()}
    fleet.set_draining((first.arn,), is_draining=False)

    assert [False] * MACHINES == [one.is_draining for one in fleet.instances()]


def test_no_copies_are_left_where_none_are_asked_for(rooms: Rooms) -> None:
    """Also in the count of those that are on their way out, after a while."""
    fleet = rooms.fleet

    fleet.resize(SERVICE, 0)

    eventually_none(fleet)


def eventually_none(fleet: Fleet) -> None:
    """Look until there is none; the look itself takes its time."""
    for _ in range(2000):
        if not fleet.places(SERVICE):
            return
    pytest.fail(f"still there: {fleet.places(SERVICE)}")


def test_the_page_stands_right_before_its_rule_and_keeps_its_conditions(landscape: InRehearsal) -> None:
    """Priority 2 is taken, so it is 1; rules are tried in that order."""
    landscape.pages.put(landscape.rule, PAGE)
    elb = landscape.aws.client("elbv2")
    listener = landscape.rule.replace(":listener-rule/", ":listener/").rpartition("/")[0]

    rules = {rule["Priority"]: rule for rule in elb.describe_rules(ListenerArn=listener)["Rules"]}
    landscape.pages.take(landscape.rule, MARK)

    assert {"1", "2", "3", "default"} == set(rules)
    assert "503" == rules["1"]["Actions"][0]["FixedResponseConfig"]["StatusCode"]
    assert ["/*"] == rules["1"]["Conditions"][0]["Values"]
