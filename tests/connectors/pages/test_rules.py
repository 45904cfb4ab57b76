"""Where a page goes among the rules of a listener, and what it says."""

from typing import Any

import pytest

from deploy.connectors.pages.boto import conditions_of, free_priority, listener_of, page_of
from deploy.errors import Refused

RULE = "arn:aws:elasticloadbalancing:us-east-1:1:listener-rule/app/shop/50dc6c49/f2f7dc8e/9683b2d0"


def rules(*priorities: str) -> list[dict[str, Any]]:
    """Rules with these priorities; each is called like its own."""
    return [{"RuleArn": priority, "Priority": priority} for priority in priorities]


def test_a_rule_names_its_listener() -> None:
    """The shape is AWS's own."""
    assert "arn:aws:elasticloadbalancing:us-east-1:1:listener/app/shop/50dc6c49/f2f7dc8e" == listener_of(RULE)


@pytest.mark.parametrize(
    ("there", "rule", "free"),
    [
        (("10", "default"), "10", 9),
        (("5", "9", "10"), "10", 8),
        (("1", "3", "4"), "4", 2),
        (("1", "20"), "20", 19),
        (("7", "default"), "default", 50_000),
        (("50000", "49999", "default"), "default", 49_998),
    ],
)
def test_the_page_comes_right_before_its_rule_where_there_is_room(
    there: tuple[str, ...], rule: str, free: int
) -> None:
    """No priority is taken twice, and what came before the rule still does."""
    assert free == free_priority(rules(*there), rule)


def test_without_room_before_the_rule_the_page_is_refused() -> None:
    """A page behind the rule would never be seen."""
    with pytest.raises(Refused) as caught:
        free_priority(rules("1", "2"), "2")

    assert "no-room-for-page" == caught.value.reference


def test_conditions_are_asked_for_once_and_the_default_rule_stands_for_everything() -> None:
    """AWS answers with values at two places, and refuses a request that has both."""
    answered = {"Field": "path-pattern", "Values": ["/a"], "PathPatternConfig": {"Values": ["/a"]}}
    everything = [{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/*"]}}]

    assert [{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/a"]}}] == conditions_of(
        {"Conditions": [answered]}
    )
    assert [{"Field": "host-header", "Values": ["a"]}] == conditions_of(
        {"Conditions": [{"Field": "host-header", "Values": ["a"]}]}
    )
    assert everything == conditions_of({"Conditions": []})


def test_only_a_fixed_response_is_a_page() -> None:
    """A rule that sends requests on has no text."""
    fixed = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "503", "MessageBody": "soon"}}

    assert "soon" == page_of({"Actions": [fixed]})
    assert "" == page_of({"Actions": [{"Type": "forward", "TargetGroupArn": "group"}]})
