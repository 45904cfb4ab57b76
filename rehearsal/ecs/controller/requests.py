"""What callers may ask of the controller: a new deployment, a stop, and an answer to a paused hook."""

from dataclasses import dataclass, replace

from rehearsal.ecs.controller.config import Config
from rehearsal.ecs.controller.endings import fail, request_rollback
from rehearsal.ecs.controller.hooks import settle
from rehearsal.ecs.controller.observed import Observed
from rehearsal.ecs.controller.state import Deployment, Service
from rehearsal.ecs.controller.turn import Turn
from rehearsal.ecs.controller.words import (
    BACKWARD,
    FORWARD,
    HookAction,
    HookStatus,
    Side,
    Stage,
    Status,
    StopKind,
    Strategy,
)

SUPERSEDED = "The service deployment was superseded by a newer one."
DELETED = "The service was deleted."
STOPPED_BY_CALLER = "The service deployment was stopped by a caller."
ROLLED_BACK_BY_CALLER = "The service deployment was rolled back at the hook {hook} by a caller."


class Refused(Exception):
    """A request that the controller does not carry out."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Order:
    """A new deployment as a caller asks for it."""

    arn: str
    target: str
    config: Config
    sources: tuple[str, ...] = ()


def begin(service: Service, order: Order, now: float) -> tuple[Service, Deployment | None]:
    """Start a deployment; one that still runs is superseded and handed back in its final state."""
    old = service.deployment
    superseded = _supersede(service, old, now) if old and not old.finished else None
    service = _with_blue(service, old)
    side = _side(service, order)
    # What an earlier deployment had shifted and never put back is this one's to put back.
    away = old if old and service.live and old.target != service.live else None
    crowded = len(order.sources) > 1 or bool(away and away.production_share)
    rolling = order.config.strategy is Strategy.ROLLING
    stage = Stage.RECONCILE_SERVICE if crowded and not rolling else Stage.PRE_SCALE_UP
    deployment = Deployment(
        arn=order.arn,
        target=order.target,
        config=order.config,
        created_at=now,
        updated_at=now,
        sources=order.sources,
        stage=stage,
        entered_at=now,
        production_share=away.production_share if away else 0.0,
        test_share=away.test_share if away else 0.0,
    )
    service = replace(service, deployment=deployment, failures_in_row=0, hold_until=0.0, steady=False)
    return service.with_side(order.target, side), superseded


def _with_blue(service: Service, old: Deployment | None) -> Service:
    """Without a completed deployment the revision that has the traffic is the one that is replaced."""
    serves = old is not None and old.production_share > 0
    return replace(service, live=old.target) if old and serves and not service.live else service


def _side(service: Service, order: Order) -> Side:
    """A rolling target joins the live target group; every other strategy takes the free one."""
    if service.live is None:
        return Side.PRIMARY
    side = service.side_of(service.live)
    return side if order.config.strategy is Strategy.ROLLING else side.other


def _supersede(service: Service, old: Deployment, now: float) -> Deployment | None:
    turn = fail(Turn(service, Observed(0), now), old, SUPERSEDED)
    return turn.service.deployment


def abandon(service: Service, now: float) -> Service:
    """End the running deployment of a service that is deleted."""
    deployment = service.deployment
    if deployment is None or deployment.finished:
        return service
    return fail(Turn(service, Observed(0), now), deployment, DELETED).service


def stop(service: Service, kind: StopKind, now: float) -> Service:
    """Stop the running deployment; asking again for what already happens changes nothing."""
    deployment = service.deployment
    if deployment is None or deployment.finished:
        status = deployment.status.value if deployment else "unknown"
        raise Refused(
            "ConflictException", f"The service deployment is in the state {status} and can't be stopped."
        )
    if deployment.status in BACKWARD or deployment.status is Status.STOP_REQUESTED:
        return service
    turn = Turn(service, Observed(0), now)
    if kind is StopKind.ROLLBACK:
        return request_rollback(turn, deployment, STOPPED_BY_CALLER).service
    return turn.put(replace(deployment, status=Status.STOP_REQUESTED, reason=STOPPED_BY_CALLER)).service


def resume(service: Service, hook: str, action: HookAction, now: float) -> Service:
    """Answer a paused hook; a hook can be answered once."""
    deployment = service.deployment
    run = next((run for run in deployment.hooks if run.id == hook), None) if deployment else None
    if deployment is None or run is None:
        raise Refused(
            "InvalidParameterException", f"The hook {hook} was not found in the service deployment."
        )
    if deployment.status not in FORWARD or run.status is not HookStatus.AWAITING_ACTION:
        raise Refused("InvalidParameterException", f"The hook {hook} is not awaiting an action.")
    service = settle(service, deployment, hook, HookStatus.SUCCEEDED)
    if action is HookAction.CONTINUE or service.deployment is None:
        return service
    turn = Turn(service, Observed(0), now)
    return request_rollback(turn, service.deployment, ROLLED_BACK_BY_CALLER.format(hook=hook)).service
