"""The way back: the live revision in full, then its traffic, then the target away."""

from dataclasses import replace

from rehearsal.ecs.controller.actions import Tell
from rehearsal.ecs.controller.endings import NOTHING_TO_RETURN_TO, fail_rollback, finish_rollback
from rehearsal.ecs.controller.scheduler import Limits, deployment_id
from rehearsal.ecs.controller.shifting import shift_back
from rehearsal.ecs.controller.state import BreakerState, Deployment
from rehearsal.ecs.controller.turn import Turn
from rehearsal.ecs.controller.words import HookStatus, Stage, Status

CANNOT_START = "The tasks of the previous service revision failed to start."


def backward(turn: Turn, deployment: Deployment) -> Turn:
    """Take one step of a rollback."""
    if deployment.status is Status.ROLLBACK_REQUESTED:
        return _begin(turn, deployment)
    failures = _failures(turn, deployment)
    if failures >= deployment.config.breaker.threshold(turn.seen.desired):
        return fail_rollback(turn, deployment, CANNOT_START)
    deployment = replace(deployment, breaker=replace(deployment.breaker, failures=failures))
    turn = turn.put(deployment)
    if deployment.stage is not Stage.CLEAN_UP:
        return _return_traffic(turn, deployment) if restored(turn) else turn
    gone = turn.seen.gone(deployment.target)
    full = turn.seen.ready(turn.service.live) >= turn.seen.desired
    return finish_rollback(turn, deployment) if gone and full else turn


def _begin(turn: Turn, deployment: Deployment) -> Turn:
    runs = tuple(
        replace(run, status=HookStatus.FAILED) if run.status is HookStatus.AWAITING_ACTION else run
        for run in deployment.hooks
    )
    begun = replace(
        deployment,
        status=Status.ROLLBACK_IN_PROGRESS,
        hooks=runs,
        stage=Stage.PRODUCTION_TRAFFIC_SHIFT,
        entered_at=turn.now,
        breaker=BreakerState(deployment.breaker.status, 0, deployment.breaker.threshold),
    )
    if turn.service.live is None:
        return fail_rollback(turn, begun, NOTHING_TO_RETURN_TO)
    return turn.put(begun).act(Tell(f"rolling back to deployment {deployment_id(turn.service.live)}."))


def restored(turn: Turn) -> bool:
    """Say whether enough tasks of the live revision are healthy to take the traffic again."""
    deployment = turn.service.deployment
    minimum = deployment.config.minimum_percent if deployment else 100
    return turn.seen.ready(turn.service.live) >= Limits(minimum).floor(turn.seen.desired)


def _return_traffic(turn: Turn, deployment: Deployment) -> Turn:
    moved = bool(deployment.production_share or deployment.test_share)
    if moved and turn.seen.route_problem:
        return fail_rollback(turn, deployment, turn.seen.route_problem)
    return shift_back(turn, replace(deployment, stage=Stage.CLEAN_UP, entered_at=turn.now))


def _failures(turn: Turn, deployment: Deployment) -> int:
    """Count how often the live revision failed in a row since the rollback began."""
    count = deployment.breaker.failures
    for news in turn.seen.news:
        if news.revision == turn.service.live:
            count = count + 1 if news.failed else 0
    return count
