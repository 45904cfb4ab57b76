"""The way forward of a rolling deployment: replace, bake where asked, and succeed early where allowed."""

import math
from dataclasses import replace

from rehearsal.ecs.controller.endings import succeed
from rehearsal.ecs.controller.stages import bake_ends
from rehearsal.ecs.controller.state import Deployment
from rehearsal.ecs.controller.turn import Turn
from rehearsal.ecs.controller.words import Stage


def roll(turn: Turn, deployment: Deployment) -> Turn:
    """Pass from replacing to baking to cleaning up; callers are not shown these stages."""
    if deployment.stage is Stage.BAKE_TIME:
        return _baked(turn, deployment)
    if deployment.stage is Stage.CLEAN_UP:
        return succeed(turn, deployment) if alone(turn, deployment) else turn
    if replaced(turn, deployment) or early(turn, deployment):
        return turn.put(replace(deployment, stage=Stage.BAKE_TIME, entered_at=turn.now))
    return turn


def _baked(turn: Turn, deployment: Deployment) -> Turn:
    if turn.now < bake_ends(turn, deployment):
        return turn
    if deployment.config.early.deferred or alone(turn, deployment):
        return succeed(turn, deployment)
    return turn.put(replace(deployment, stage=Stage.CLEAN_UP, entered_at=turn.now))


def replaced(turn: Turn, deployment: Deployment) -> bool:
    """Say whether the target runs in full and nothing else is left."""
    full = turn.seen.ready(deployment.target) >= turn.seen.desired
    return full and alone(turn, deployment)


def early(turn: Turn, deployment: Deployment) -> bool:
    """Say whether enough healthy tasks of the target run for an early success."""
    rule = deployment.config.early
    enough = math.ceil(turn.seen.desired * rule.healthy_percent / 100)
    return rule.enable and turn.seen.ready(deployment.target) >= enough


def alone(turn: Turn, deployment: Deployment) -> bool:
    """Say whether every task of the service belongs to the target."""
    return all(task.revision == deployment.target for task in turn.seen.tasks)
