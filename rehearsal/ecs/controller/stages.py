"""The way forward of blue/green, canary and linear deployments, stage by stage."""

from dataclasses import replace

from rehearsal.ecs.controller.endings import request_rollback, succeed
from rehearsal.ecs.controller.hooks import expire, open_hooks, waiting
from rehearsal.ecs.controller.rollback import restored
from rehearsal.ecs.controller.shifting import at_top, climb, rested, shift_back, test_shift
from rehearsal.ecs.controller.state import Deployment
from rehearsal.ecs.controller.turn import Turn
from rehearsal.ecs.controller.words import Stage

STAGE_LIMIT = "The lifecycle stage {stage} did not complete in time."
ORDER = tuple(Stage)


def forward(turn: Turn, deployment: Deployment) -> Turn:
    """Resolve hooks, and pass to the next stage when this one is done."""
    turn = expire(turn, deployment)
    current = turn.service.deployment
    if current is None or current.rollback:
        return turn
    if current.stage is Stage.RECONCILE_SERVICE:
        turn, current = _reconcile(turn, current)
    if waiting(current):
        return turn
    limit = turn.service.pace.minutes(turn.service.pace.stage_limit_minutes)
    if current.stage is not Stage.BAKE_TIME and turn.now - current.entered_at > limit:
        return request_rollback(turn, current, STAGE_LIMIT.format(stage=current.stage.value))
    rest = turn.now - current.entered_at >= turn.service.pace.stage_minimum
    return _leave(turn, current) if rest and _done(turn, current) else turn


def enter(turn: Turn, deployment: Deployment, stage: Stage) -> Turn:
    """Begin a stage: note the time, make its shift, open its hooks."""
    deployment = replace(deployment, stage=stage, entered_at=turn.now)
    if turn.seen.route_problem and stage in SHIFTS:
        return request_rollback(turn, deployment, turn.seen.route_problem)
    turn = turn.put(open_hooks(turn, deployment, stage))
    opened = turn.service.deployment or deployment
    shift = SHIFTS.get(stage)
    return shift(turn, opened) if shift else turn


def _reconcile(turn: Turn, deployment: Deployment) -> tuple[Turn, Deployment]:
    """Undo what a superseded deployment had shifted, as soon as the live revision can take the traffic."""
    if not ((deployment.production_share or deployment.test_share) and restored(turn)):
        return turn, deployment
    back = shift_back(turn, deployment)
    return back, back.service.deployment or deployment


SHIFTS = {
    Stage.TEST_TRAFFIC_SHIFT: test_shift,
    Stage.PRODUCTION_TRAFFIC_SHIFT: climb,
}


def _done(turn: Turn, deployment: Deployment) -> bool:
    seen, live = turn.seen, turn.service.live
    match deployment.stage:
        case Stage.RECONCILE_SERVICE:
            others = all(task.revision == live for task in seen.tasks)
            return others and (live is None or seen.ready(live) >= seen.desired)
        case Stage.SCALE_UP:
            return seen.ready(deployment.target) >= seen.desired
        case Stage.PRODUCTION_TRAFFIC_SHIFT:
            return rested(turn, deployment)
        case Stage.BAKE_TIME:
            return turn.now >= bake_ends(turn, deployment)
        case Stage.CLEAN_UP:
            return all(task.revision == deployment.target for task in seen.tasks)
        case _:
            return True


def bake_ends(turn: Turn, deployment: Deployment) -> float:
    """Give the time when the bake is over."""
    return deployment.entered_at + turn.service.pace.minutes(deployment.config.bake_minutes)


def _leave(turn: Turn, deployment: Deployment) -> Turn:
    """Pass to the stage that follows; canary and linear go round the shift once for each step."""
    if deployment.stage is Stage.CLEAN_UP:
        return succeed(turn, deployment)
    if deployment.stage is Stage.PRODUCTION_TRAFFIC_SHIFT and not at_top(deployment):
        return enter(turn, deployment, Stage.PRE_PRODUCTION_TRAFFIC_SHIFT)
    return enter(turn, deployment, ORDER[ORDER.index(deployment.stage) + 1])
