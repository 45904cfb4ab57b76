"""Traffic on ECS: which pause is answered, and how long the way back still waits."""

from dataclasses import replace
from datetime import timedelta

import pytest

from deploy.connectors.ecs.memory import MemoryEcs
from deploy.connectors.ecs.port import Deployment, Hook, Status
from deploy.platforms.ecs_service.traffic import EcsTraffic
from tests.platforms.ecs_service.harbor import POST, Harbor, shifted
from tests.platforms.ecs_service.scenes import NEW, SERVICE, deployment

PRE = "PRE_PRODUCTION_TRAFFIC_SHIFT"


def traffic(seen: Deployment) -> tuple[EcsTraffic, MemoryEcs]:
    """The traffic of a component whose deployment is at that point."""
    cluster = MemoryEcs({"shop-web": SERVICE}, {"shop-web": seen})
    return EcsTraffic(Harbor(cluster).moored(), None, None), cluster  # type: ignore[arg-type] # nobody maintains here


@pytest.mark.parametrize(
    ("seen", "sent"),
    [
        (deployment(Status.IN_PROGRESS, PRE, waits=True), ["continue dep/2"]),
        (deployment(Status.IN_PROGRESS, PRE), []),
        (shifted(), []),
        (deployment(Status.IN_PROGRESS, "BAKE_TIME"), ["roll back dep/2"]),
        (deployment(Status.ROLLBACK_IN_PROGRESS, PRE), []),
    ],
    ids=["paused before", "not paused yet", "paused after", "baking", "going back"],
)
def test_a_shift_answers_the_pause_before_it_and_nothing_else(seen: Deployment, sent: list[str]) -> None:
    """While ECS bakes, a shift is to the warm side: its own way back."""
    ours, cluster = traffic(seen)
    ours.shift(100, 900.0)

    assert sent == cluster.sent


def test_only_the_pause_after_the_shift_is_a_confirmation() -> None:
    """A pause before it would be answered too early."""
    ours, cluster = traffic(deployment(Status.IN_PROGRESS, PRE, waits=True))
    ours.confirm()
    assert [] == cluster.sent

    ours, cluster = traffic(shifted())
    ours.confirm()
    assert ["continue dep/2"] == cluster.sent


def test_the_time_that_is_left_is_counted_from_ecs_own_hour() -> None:
    """Unknown where ECS does not say, and never below nothing."""
    now = Harbor().clock.wall()

    def left(seconds: float | None) -> float | None:
        at = None if seconds is None else now + timedelta(seconds=seconds)
        return traffic(replace(shifted(), hook=Hook("h", POST, at)))[0].look().seconds_left

    assert (None, 90.0, 0.0) == (left(None), left(90.0), left(-5.0))
    assert not traffic(replace(shifted(), hook=Hook("h", POST, goes_back=False)))[0].look().is_armed
    assert 100 == traffic(shifted(target=replace(NEW, share=100.0)))[0].look().candidate_share
