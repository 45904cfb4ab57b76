"""A PAUSE hook holds a deployment until it is answered or its time is over, and can be answered once."""

import pytest

from rehearsal.ecs.controller.config import Hook
from rehearsal.ecs.controller.requests import Refused, resume
from rehearsal.ecs.controller.words import PAUSABLE, HookAction, HookKind, HookStatus, Stage, Status
from tests.rehearsal.ecs.controller.configs import blue_green, canary, linear, pause
from tests.rehearsal.ecs.controller.world import World, serving

STAGES = [stage for stage in Stage if stage in PAUSABLE and stage is not Stage.RECONCILE_SERVICE]
AFTER_THE_SHIFT = (Stage.POST_PRODUCTION_TRAFFIC_SHIFT,)


def paused_at(stage: Stage, action: HookAction = HookAction.ROLLBACK) -> World:
    """A world that waits at a stage."""
    config = blue_green(pause(stage, 10, action))
    world = serving(config)
    world.deploy("r/2", config)
    world.until_paused()
    return world


@pytest.mark.parametrize("stage", STAGES)
def test_a_pause_holds_the_deployment_at_its_stage(stage: Stage) -> None:
    world = paused_at(stage)
    world.tick(500)
    assert world.deployment.stage is stage
    assert world.status is Status.IN_PROGRESS


@pytest.mark.parametrize("stage", STAGES)
def test_a_continued_pause_lets_the_deployment_go_on(stage: Stage) -> None:
    world = paused_at(stage)
    hook = world.paused.id
    world.service = resume(world.service, hook, HookAction.CONTINUE, world.now)
    world.until(Status.SUCCESSFUL)
    assert world.service.live == "r/2"
    assert [run.status for run in world.deployment.hooks if run.id == hook] == [HookStatus.SUCCEEDED]


@pytest.mark.parametrize("stage", STAGES)
def test_a_pause_answered_with_rollback_returns_to_the_old_revision(stage: Stage) -> None:
    world = paused_at(stage)
    world.service = resume(world.service, world.paused.id, HookAction.ROLLBACK, world.now)
    world.until(Status.ROLLBACK_SUCCESSFUL)
    assert world.revisions() == {"r/1": 2}
    assert world.service.live == "r/1"
    assert world.shares() == ([100.0, 100.0] if stage in AFTER_THE_SHIFT else [])


@pytest.mark.parametrize("stage", STAGES)
def test_a_pause_that_times_out_with_rollback_returns_to_the_old_revision(stage: Stage) -> None:
    world = paused_at(stage)
    due = world.paused.expires_at
    world.until(Status.ROLLBACK_REQUESTED)
    assert due <= world.now <= due + 2
    world.until(Status.ROLLBACK_SUCCESSFUL)
    assert world.deployment.hooks[-1].status is HookStatus.TIMED_OUT
    assert world.revisions() == {"r/1": 2}


@pytest.mark.parametrize("stage", STAGES)
def test_a_pause_that_times_out_with_continue_goes_on(stage: Stage) -> None:
    world = paused_at(stage, HookAction.CONTINUE)
    world.until(Status.SUCCESSFUL)
    assert world.deployment.hooks[-1].status is HookStatus.TIMED_OUT
    assert world.service.live == "r/2"


def test_a_pause_expires_after_its_minutes() -> None:
    world = paused_at(Stage.POST_SCALE_UP)
    entered = world.deployment.entered_at
    assert world.paused.expires_at == entered + 600


def test_the_default_timeout_is_a_day_with_rollback() -> None:
    hook = Hook(HookKind.PAUSE, (Stage.POST_SCALE_UP,))
    assert (hook.timeout_minutes, hook.action) == (1440, HookAction.ROLLBACK)


def test_a_second_answer_to_the_same_hook_is_refused() -> None:
    world = paused_at(Stage.POST_SCALE_UP)
    hook = world.paused.id
    world.service = resume(world.service, hook, HookAction.CONTINUE, world.now)
    with pytest.raises(Refused, match="not awaiting"):
        resume(world.service, hook, HookAction.CONTINUE, world.now)


def test_an_unknown_hook_is_refused() -> None:
    world = paused_at(Stage.POST_SCALE_UP)
    with pytest.raises(Refused, match="was not found"):
        resume(world.service, "ecs-pause-unknown", HookAction.CONTINUE, world.now)


def test_a_hook_of_a_deployment_that_rolls_back_is_refused() -> None:
    world = paused_at(Stage.POST_SCALE_UP)
    hook = world.paused.id
    world.service = resume(world.service, hook, HookAction.ROLLBACK, world.now)
    with pytest.raises(Refused):
        resume(world.service, hook, HookAction.CONTINUE, world.now)


def test_two_hooks_at_one_stage_must_both_be_answered() -> None:
    config = blue_green(pause(Stage.POST_SCALE_UP), pause(Stage.POST_SCALE_UP))
    world = serving(config)
    world.deploy("r/2", config)
    first = world.until_paused()
    world.service = resume(world.service, first.id, HookAction.CONTINUE, world.now)
    world.tick(5)
    assert world.deployment.stage is Stage.POST_SCALE_UP
    assert world.paused.id != first.id


@pytest.mark.parametrize(("config", "pauses"), [(canary, 2), (linear, 2)])
def test_a_hook_before_the_shift_runs_anew_before_every_step(config: object, pauses: int) -> None:
    make = canary if config is canary else linear
    settings = make(50.0, 1, pause(Stage.PRE_PRODUCTION_TRAFFIC_SHIFT))
    world = serving(settings)
    world.deploy("r/2", settings)
    seen = []
    for _ in range(pauses):
        run = world.until_paused()
        seen.append(run.id)
        world.service = resume(world.service, run.id, HookAction.CONTINUE, world.now)
    world.until(Status.SUCCESSFUL)
    assert pauses == len(set(seen))


def test_a_canary_that_is_rolled_back_in_the_middle_returns_its_share() -> None:
    world = serving(blue_green())
    world.deploy("r/2", canary(10.0, 1, pause(Stage.PRE_PRODUCTION_TRAFFIC_SHIFT)))
    run = world.until_paused()
    world.service = resume(world.service, run.id, HookAction.CONTINUE, world.now)
    world.until_stage(Stage.PRODUCTION_TRAFFIC_SHIFT)
    world.until_paused()
    assert world.deployment.production_share == 10.0
    world.until(Status.ROLLBACK_SUCCESSFUL)
    assert world.deployment.production_share == 0.0
    assert world.shifts[-2].side is world.service.side_of("r/1")


def test_a_function_hook_is_recorded_and_succeeds() -> None:
    hook = Hook(HookKind.AWS_LAMBDA, (Stage.TEST_TRAFFIC_SHIFT,), target_arn="arn:aws:lambda:::function:x")
    world = serving(blue_green())
    world.deploy("r/2", blue_green(hook))
    world.until(Status.SUCCESSFUL)
    assert [(run.kind, run.status) for run in world.deployment.hooks] == [
        (HookKind.AWS_LAMBDA, HookStatus.SUCCEEDED),
    ]


def test_a_first_deployment_that_times_out_at_a_pause_fails_to_roll_back() -> None:
    world = World()
    world.deploy("r/1", blue_green(pause(Stage.PRE_PRODUCTION_TRAFFIC_SHIFT)))
    world.until(Status.ROLLBACK_FAILED)
    assert world.shares() == []
    assert world.service.live is None
