"""Lifecycle hooks: they open when a stage is entered, and the stage waits until each of them is resolved."""

import base64
import hashlib
from dataclasses import replace

from rehearsal.ecs.controller.config import Hook
from rehearsal.ecs.controller.endings import request_rollback
from rehearsal.ecs.controller.state import Deployment, HookRun, Service
from rehearsal.ecs.controller.turn import Turn
from rehearsal.ecs.controller.words import HookAction, HookKind, HookStatus, Stage

TIMED_OUT = "The lifecycle hook {id} at {stage} timed out."
ID_LENGTH = 43


def open_hooks(turn: Turn, deployment: Deployment, stage: Stage) -> Deployment:
    """Add one run for each hook that is configured at a stage."""
    hooks = [hook for hook in deployment.config.hooks if stage in hook.stages]
    runs = tuple(
        _run(turn, deployment, hook, f"{stage.value}/{deployment.rung}/{number}", stage)
        for number, hook in enumerate(hooks)
    )
    return replace(deployment, hooks=deployment.hooks + runs)


def _run(turn: Turn, deployment: Deployment, hook: Hook, place: str, stage: Stage) -> HookRun:
    pause = hook.kind is HookKind.PAUSE
    return HookRun(
        id=hook_id(deployment.arn, place, hook.kind),
        stage=stage,
        kind=hook.kind,
        # A function is never called here: its run is recorded and succeeds.
        status=HookStatus.AWAITING_ACTION if pause else HookStatus.SUCCEEDED,
        expires_at=turn.now + turn.service.pace.minutes(hook.timeout_minutes),
        action=hook.action,
        target_arn=hook.target_arn,
    )


def hook_id(deployment: str, place: str, kind: HookKind) -> str:
    """Give a run an id of the shape `ecs-pause-...` that is the same whenever it is computed again."""
    digest = hashlib.sha256(f"{deployment}/{place}".encode()).digest()
    word = "pause" if kind is HookKind.PAUSE else "lambda"
    return f"ecs-{word}-{base64.urlsafe_b64encode(digest).decode()[:ID_LENGTH]}"


def waiting(deployment: Deployment) -> tuple[HookRun, ...]:
    """List the runs that hold the deployment."""
    return tuple(run for run in deployment.hooks if run.status is HookStatus.AWAITING_ACTION)


def expire(turn: Turn, deployment: Deployment) -> Turn:
    """Carry out the timeout action of every run whose time is over."""
    late = [run for run in waiting(deployment) if turn.now >= run.expires_at]
    if not late:
        return turn
    runs = tuple(
        replace(run, status=HookStatus.TIMED_OUT) if run in late else run for run in deployment.hooks
    )
    deployment = replace(deployment, hooks=runs)
    back = [run for run in late if run.action is HookAction.ROLLBACK]
    if back:
        reason = TIMED_OUT.format(id=back[0].id, stage=back[0].stage.value)
        return request_rollback(turn, deployment, reason)
    return turn.put(deployment)


def settle(service: Service, deployment: Deployment, hook: str, status: HookStatus) -> Service:
    """Give one run its final status."""
    runs = tuple(replace(run, status=status) if run.id == hook else run for run in deployment.hooks)
    return replace(service, deployment=replace(deployment, hooks=runs))
