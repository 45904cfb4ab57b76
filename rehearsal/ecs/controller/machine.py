"""One step of the controller: watch, move the deployment, and schedule tasks."""

from dataclasses import dataclass, replace

from rehearsal.ecs.controller.actions import Action, Tell
from rehearsal.ecs.controller.endings import fail, request_rollback
from rehearsal.ecs.controller.monitors import watch
from rehearsal.ecs.controller.observed import Observed
from rehearsal.ecs.controller.rollback import backward
from rehearsal.ecs.controller.rolling import roll
from rehearsal.ecs.controller.scheduler import schedule
from rehearsal.ecs.controller.shifting import shift_back
from rehearsal.ecs.controller.stages import enter, forward
from rehearsal.ecs.controller.state import Deployment, Service
from rehearsal.ecs.controller.turn import Turn
from rehearsal.ecs.controller.wants import SUCCEEDED, limits, wants
from rehearsal.ecs.controller.words import BACKWARD, Status, Strategy

FAILURES_BEFORE_HOLD = 10
LONGEST_HOLD = 60.0
UNABLE = "is unable to consistently start tasks successfully."
STEADY = "has reached a steady state."


@dataclass(frozen=True, slots=True)
class Step:
    """What one step gives: the next state and what to do."""

    service: Service
    actions: tuple[Action, ...]


def step(service: Service, seen: Observed, now: float) -> Step:
    """Take one step of a service; the same state, sight and time always give the same step."""
    turn = _hold(Turn(service, seen, now))
    deployment = service.deployment
    if deployment and not deployment.finished:
        turn = _move(turn, deployment)
    turn = turn.act(*schedule(seen, wants(turn.service, seen), limits(turn.service, now)))
    turn = _steadiness(turn)
    return Step(turn.service, turn.actions)


def _move(turn: Turn, deployment: Deployment) -> Turn:
    if deployment.status is Status.STOP_REQUESTED:
        return fail(turn, deployment, deployment.reason)
    if deployment.status in BACKWARD:
        return backward(turn, deployment)
    if deployment.status is Status.PENDING:
        deployment = replace(deployment, status=Status.IN_PROGRESS, started_at=turn.now)
        turn = _start(turn, deployment)
    current = turn.service.deployment or deployment
    turn = watch(turn, current) if current.status is Status.IN_PROGRESS else turn
    current = turn.service.deployment or deployment
    if current.status is not Status.IN_PROGRESS:
        return turn
    rolling = current.config.strategy is Strategy.ROLLING
    return roll(turn, current) if rolling else forward(turn, current)


def _start(turn: Turn, deployment: Deployment) -> Turn:
    if deployment.config.strategy is Strategy.ROLLING:
        return shift_back(turn, deployment) if turn.service.live else turn.put(deployment)
    if turn.seen.route_problem:
        return request_rollback(turn, deployment, turn.seen.route_problem)
    return enter(turn, deployment, deployment.stage)


def _hold(turn: Turn) -> Turn:
    """Wait longer and longer between starts of the primary revision while its tasks keep failing."""
    service = turn.service
    row = service.failures_in_row
    for news in turn.seen.news:
        if news.revision == service.primary:
            row = row + 1 if news.failed else 0
    if row == service.failures_in_row:
        return turn
    held = replace(service, failures_in_row=row, hold_until=0.0)
    if row < FAILURES_BEFORE_HOLD:
        return replace(turn, service=held)
    wait = min(LONGEST_HOLD, 2.0 ** (row - FAILURES_BEFORE_HOLD))
    turn = replace(turn, service=replace(held, hold_until=turn.now + wait))
    return turn.act(Tell(UNABLE)) if row == FAILURES_BEFORE_HOLD else turn


def _steadiness(turn: Turn) -> Turn:
    """Tell once when a service becomes steady."""
    steady = is_steady(turn.service, turn.seen)
    told = turn.act(Tell(STEADY)) if steady and not turn.service.steady else turn
    return replace(told, service=replace(told.service, steady=steady))


def is_steady(service: Service, seen: Observed) -> bool:
    """Say whether exactly the desired tasks of the live revision run, all healthy, with nothing under way."""
    deployment = service.deployment
    if deployment is None or deployment.status not in SUCCEEDED:
        return False
    alone = all(task.revision == service.live for task in seen.tasks)
    return alone and len(seen.tasks) == seen.desired == seen.ready(service.live)
