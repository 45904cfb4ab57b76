"""Rules of load balancers as roads with shares."""

from types import SimpleNamespace
from typing import Any

import pytest

from rehearsal.page.model import Road, Share, Side
from rehearsal.page.roads import RuleSeen, name_of, read_forwarding

BLUE, GREEN = "arn:aws:elb:r:1:targetgroup/blue/1", "arn:aws:elb:r:1:targetgroup/green/2"
SIDES = {BLUE: Side.PRIMARY, GREEN: Side.ALTERNATE}


def shares(*weights: tuple[str, int]) -> dict[str, float]:
    """The shares that weights come to."""
    road = RuleSeen("rule", "lb", "http://127.0.0.1:80", "", weights).road("Production", SIDES)
    return {share.group: share.percent for share in road.shares}


@pytest.mark.parametrize(
    ("blue", "green", "expected"),
    [
        (1, 0, {"blue": 100.0, "green": 0.0}),
        (90, 10, {"blue": 90.0, "green": 10.0}),
        (665, 335, {"blue": 66.5, "green": 33.5}),
        (2, 1, {"blue": 66.7, "green": 33.3}),
        (0, 0, {"blue": 0.0, "green": 0.0}),
    ],
)
def test_shares_are_the_weights_in_percent(blue: int, green: int, expected: dict[str, float]) -> None:
    assert expected == shares((BLUE, blue), (GREEN, green))


def test_a_share_knows_its_side_of_the_service() -> None:
    road = RuleSeen("rule", "lb", "door", "", ((GREEN, 1), ("other", 1))).road("Test", SIDES)
    expected = Share(Side.ALTERNATE, "green", 50.0), Share(Side.NEITHER, "other", 50.0)
    assert Road("rule", "Test", "lb", "door", expected) == road


def forward(**weights: int) -> list[Any]:
    """The actions of a forwarding rule."""
    groups = [{"TargetGroupArn": name, "Weight": weight} for name, weight in weights.items()]
    return [SimpleNamespace(data={"Type": "forward", "ForwardConfig": {"TargetGroups": groups}})]


def rule(name: str, actions: list[Any], *conditions: dict[str, Any]) -> Any:
    """A rule in the shape of moto's."""
    return SimpleNamespace(arn=name, priority=1, actions=actions, conditions=list(conditions))


def backend(kind: str, *rules: Any) -> Any:
    """The records of one load balancer with one listener."""
    fixed = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    default = rule("default", [SimpleNamespace(data=fixed)])
    listener = SimpleNamespace(
        arn="listener", _non_default_rules=dict(enumerate(rules)), _default_rule={0: default}
    )
    balancer = SimpleNamespace(name="lb", type=kind, listeners={"listener": listener})
    return SimpleNamespace(load_balancers={"lb": balancer})


def test_only_forwarding_rules_are_read_with_the_address_of_their_listener() -> None:
    """A fixed answer splits nothing."""
    seen = read_forwarding(
        [backend("application", rule("r", forward(a=3, b=1)))], {"listener": "http://x:80"}
    )
    assert (RuleSeen("r", "lb", "http://x:80", "", (("a", 3), ("b", 1))),) == seen


def test_a_condition_is_told_in_few_words_and_one_that_takes_all_not_at_all() -> None:
    everything = {"Field": "path-pattern", "Values": ["/*"]}
    some = {"Field": "host-header", "Values": ["a.example", "b.example"]}
    seen = read_forwarding([backend("application", rule("r", forward(a=1), everything, some))], {})
    assert ["host-header a.example or b.example"] == [one.condition for one in seen]


def test_network_load_balancers_are_left_out() -> None:
    """Nothing routes for them here."""
    assert () == read_forwarding([backend("network", rule("r", forward(a=1)))], {})


def test_a_target_group_is_called_by_its_name() -> None:
    assert ("blue", "odd") == (name_of(BLUE), name_of("odd"))
