"""A deployment as the page shows it: stages with their times, what it waits for, and where it turned."""

from dataclasses import replace
from typing import Any

import pytest

from rehearsal.ecs.controller.config import Config, Pace, Ramp
from rehearsal.ecs.controller.state import Deployment, HookRun, Rollback
from rehearsal.ecs.controller.words import HookAction, HookKind, HookStatus, Stage, Status, Strategy
from rehearsal.page import model
from rehearsal.page.deployments import see_deployment
from rehearsal.page.journal import Trail
from rehearsal.page.model import Passage, Then, Wait, Waiting

PLAIN = Deployment(
    arn="arn:aws:ecs:us-east-1:1:service-deployment/c/api/abc",
    target="r2",
    config=Config(Strategy.BLUE_GREEN, bake_minutes=2),
    created_at=100.0,
    updated_at=100.0,
    status=Status.IN_PROGRESS,
    stage=Stage.SCALE_UP,
    entered_at=101.0,
)
UP_TO_SCALE: Trail = ((Stage.PRE_SCALE_UP, 100.0), (Stage.SCALE_UP, 101.0))


def see(trail: Trail = (), **changes: Any) -> model.Deployment:
    """The plain deployment with some changes; a minute takes 60 seconds."""
    return see_deployment(replace(PLAIN, **changes), "api:2", trail, Pace())


def passages(seen: model.Deployment) -> dict[str, Passage]:
    """The passages by stage."""
    return {stage.name: stage.passage for stage in seen.stages}


def pause(action: HookAction, expires_at: float = 400.0) -> HookRun:
    """A hook that waits for an answer."""
    stage = Stage.PRE_PRODUCTION_TRAFFIC_SHIFT
    return HookRun(f"{action}", stage, HookKind.PAUSE, HookStatus.AWAITING_ACTION, expires_at, action)


def test_stages_are_passed_current_or_ahead() -> None:
    seen = passages(see(UP_TO_SCALE))
    assert (Passage.PASSED, Passage.CURRENT, Passage.AHEAD) == (
        seen["PRE_SCALE_UP"],
        seen["SCALE_UP"],
        seen["CLEAN_UP"],
    )


def test_a_passed_stage_tells_its_seconds_and_the_current_one_its_beginning() -> None:
    first, second, third = see(UP_TO_SCALE).stages[:3]
    assert (1.0, None) == (first.seconds, first.since)
    assert (None, 101.0) == (second.seconds, second.since)
    assert (None, None) == (third.seconds, third.since)


def test_stages_passed_before_the_server_came_up_are_passed_without_a_time() -> None:
    """Better nothing than a wrong time."""
    first, second = see(((Stage.SCALE_UP, 101.0),)).stages[:2]
    assert (Passage.PASSED, None) == (first.passage, first.seconds)
    assert Passage.CURRENT is second.passage


def test_reconciling_is_shown_only_where_it_was_needed() -> None:
    assert "RECONCILE_SERVICE" not in passages(see(UP_TO_SCALE))
    assert "RECONCILE_SERVICE" in passages(see(((Stage.RECONCILE_SERVICE, 99.0), *UP_TO_SCALE)))


def test_a_stage_that_is_passed_again_adds_its_seconds_up() -> None:
    """Canary and linear go round the production shift once for each step."""
    shift, before = Stage.PRODUCTION_TRAFFIC_SHIFT, Stage.PRE_PRODUCTION_TRAFFIC_SHIFT
    trail = ((before, 10.0), (shift, 11.0), (before, 15.0), (shift, 17.0))
    seen = see(trail, stage=shift, entered_at=17.0)
    assert {before.value: 3.0, shift.value: 4.0} == {
        stage.name: stage.seconds for stage in seen.stages if stage.seconds
    }


def test_a_rolling_deployment_has_no_stages() -> None:
    assert () == see(config=Config(Strategy.ROLLING)).stages


def test_every_stage_of_a_successful_deployment_is_passed() -> None:
    seen = see(UP_TO_SCALE, status=Status.SUCCESSFUL, stage=Stage.CLEAN_UP, finished_at=130.0)
    assert {Passage.PASSED} == set(passages(seen).values())


def test_a_rollback_shows_where_it_turned_and_not_its_own_way_back() -> None:
    """The controller enters the shift and the clean-up again on the way back."""
    trail = (*UP_TO_SCALE, (Stage.PRODUCTION_TRAFFIC_SHIFT, 120.5), (Stage.CLEAN_UP, 121.0))
    seen = see(
        trail,
        status=Status.ROLLBACK_IN_PROGRESS,
        stage=Stage.CLEAN_UP,
        entered_at=121.0,
        rollback=Rollback("broken", 120.0, "r1"),
    )
    told = passages(seen)
    assert (Passage.TURNED, Passage.SKIPPED, Passage.SKIPPED) == (
        told["SCALE_UP"],
        told["POST_SCALE_UP"],
        told["CLEAN_UP"],
    )
    assert 19.0 == seen.stages[1].seconds
    assert seen.wait is None


@pytest.mark.parametrize(
    ("action", "then"), [(HookAction.ROLLBACK, Then.ROLLBACK), (HookAction.CONTINUE, Then.CONTINUE)]
)
def test_a_pause_tells_its_end_and_what_happens_then(action: HookAction, then: Then) -> None:
    assert Wait(Waiting.ANSWER, 101.0, 400.0, then) == see(hooks=(pause(action),)).wait


def test_of_two_pauses_the_first_to_end_is_told() -> None:
    hooks = pause(HookAction.CONTINUE, 500.0), pause(HookAction.ROLLBACK, 300.0)
    assert Wait(Waiting.ANSWER, 101.0, 300.0, Then.ROLLBACK) == see(hooks=hooks).wait


def test_a_bake_tells_its_end() -> None:
    expected = Wait(Waiting.BAKE, 200.0, 320.0, Then.CONTINUE)
    assert expected == see(stage=Stage.BAKE_TIME, entered_at=200.0).wait


def test_a_canary_rests_after_its_first_step_and_not_after_its_last() -> None:
    config = Config(Strategy.CANARY, canary=Ramp(10.0, 5))
    shift = Stage.PRODUCTION_TRAFFIC_SHIFT
    rest = see(config=config, stage=shift, entered_at=200.0, rung=1, production_share=10.0)
    assert (10.0, Wait(Waiting.STEP, 200.0, 500.0, Then.CONTINUE)) == (rest.share, rest.wait)
    assert see(config=config, stage=shift, entered_at=200.0, rung=2).wait is None


def test_what_is_over_waits_for_nothing() -> None:
    assert see(status=Status.STOPPED, finished_at=130.0, hooks=(pause(HookAction.ROLLBACK),)).wait is None
