"""Whatever callers do and whatever dies: a deployment that ended well has the traffic where its tasks are."""

import random

import pytest

from rehearsal.ecs.controller.requests import resume, stop
from rehearsal.ecs.controller.words import (
    BACKWARD,
    FORWARD,
    HookAction,
    HookStatus,
    Road,
    Side,
    Stage,
    Status,
    StopKind,
)
from tests.rehearsal.ecs.controller.configs import blue_green, canary, pause, rolling
from tests.rehearsal.ecs.controller.world import World

CONFIGS = (
    blue_green(),
    rolling(),
    canary(10, 1),
    blue_green(pause(Stage.POST_SCALE_UP)),
    blue_green(pause(Stage.POST_PRODUCTION_TRAFFIC_SHIFT)),
)
ENDS = (Status.SUCCESSFUL, Status.ROLLBACK_SUCCESSFUL)


def act(world: World, chance: random.Random) -> None:
    """One thing that happens to a service."""
    what = chance.choice(["time", "time", "time", "deploy", "stop", "answer", "lose"])
    if what == "time":
        world.tick(chance.choice([1, 1, 2, 5, 20, 70]))
    elif what == "deploy":
        world.deploy(f"r/{world.now}-{chance.random()}", chance.choice(CONFIGS))
    elif what == "stop" and world.status in FORWARD | BACKWARD:
        world.service = stop(world.service, chance.choice(list(StopKind)), world.now)
    elif what == "answer":
        answer(world, chance.choice(list(HookAction)))
    elif what == "lose" and world.tasks:
        lost = chance.choice(world.tasks).revision
        world.tasks = tuple(task for task in world.tasks if task.revision != lost)


def answer(world: World, action: HookAction) -> None:
    """Answer the hook that holds the deployment, if any does."""
    held = [run for run in world.deployment.hooks if run.status is HookStatus.AWAITING_ACTION]
    if held and world.status in FORWARD:
        world.service = resume(world.service, held[0].id, action, world.now)


def finish(world: World) -> None:
    """Let everything come to its end."""
    for _ in range(30):
        if world.deployment.finished:
            break
        answer(world, HookAction.CONTINUE)
        world.tick(20)
    world.tick(5)


def share_of_primary(world: World, road: Road) -> float:
    """The weight of the first target group, which has everything before the first deployment."""
    share = 100.0
    for shift in world.shifts:
        if shift.road is road:
            share = shift.share if shift.side is Side.PRIMARY else 100 - shift.share
    return share


@pytest.mark.parametrize("seed", range(60))
def test_a_good_end_leaves_one_revision_with_all_the_traffic(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a history, not a secret
    world = World()
    world.deploy("r/0", chance.choice(CONFIGS))
    for _ in range(chance.randint(2, 14)):
        act(world, chance)
    finish(world)
    if world.status not in ENDS:
        assert world.deployment.finished
        return
    live = world.service.live or ""
    assert {live: world.desired} == world.revisions()
    whole = 100 if world.service.side_of(live) is Side.PRIMARY else 0
    assert {whole} == {
        share_of_primary(world, road) for road in Road if world.shares(road)
    } or not world.shifts
