"""What an update of a service leaves as it was."""

from typing import Any

from rehearsal.ecs.api.ordering import merged_settings

CANARY: dict[str, Any] = {
    "strategy": "CANARY",
    "bakeTimeInMinutes": 5,
    "canaryConfiguration": {"canaryPercent": 10.0},
}


def after(sent: dict[str, Any]) -> dict[str, Any]:
    """The deployment configuration that a canary has after an update."""
    old = {"desiredCount": 2, "deploymentConfiguration": CANARY}
    found: dict[str, Any] = merged_settings(old, {"deploymentConfiguration": sent})["deploymentConfiguration"]
    return found


def test_members_that_were_not_sent_stay() -> None:
    """With the same strategy its steps stay, too."""
    assert CANARY | {"bakeTimeInMinutes": 1} == after({"bakeTimeInMinutes": 1})
    assert CANARY == after({"strategy": "CANARY"})


def test_the_steps_of_another_strategy_go_with_it() -> None:
    """Or nobody could ever leave a canary."""
    assert {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5} == after({"strategy": "BLUE_GREEN"})


def test_without_a_configuration_all_of_it_stays() -> None:
    """Only the count changes."""
    old = {"desiredCount": 2, "deploymentConfiguration": CANARY}

    assert old | {"desiredCount": 3} == merged_settings(old, {"desiredCount": 3})
