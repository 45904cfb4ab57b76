"""The ways a deployment ends: success, failure without return, and the request to go back."""

from dataclasses import replace

from rehearsal.ecs.controller.actions import Tell
from rehearsal.ecs.controller.scheduler import deployment_id
from rehearsal.ecs.controller.state import Deployment, Rollback
from rehearsal.ecs.controller.turn import Turn
from rehearsal.ecs.controller.words import MonitorStatus, Status

NOTHING_TO_RETURN_TO = (
    "There is no previous service revision that completed, so nothing can be rolled back to."
)


def succeed(turn: Turn, deployment: Deployment) -> Turn:
    """Finish a deployment: its target is the live revision from now on."""
    done = replace(
        _unwatched(deployment),
        status=Status.SUCCESSFUL,
        reason="",
        finished_at=turn.now,
    )
    turn = replace(turn, service=replace(turn.service, live=deployment.target, failures_in_row=0))
    told = Tell(f"(deployment {deployment_id(deployment.target)}) deployment completed.")
    return turn.put(done).act(told)


def fail(turn: Turn, deployment: Deployment, reason: str) -> Turn:
    """End a deployment where it stands; no new task of it is started any more."""
    stopped = replace(
        deployment, status=Status.STOPPED, reason=reason, stopped_at=turn.now, finished_at=turn.now
    )
    return turn.put(stopped)


def request_rollback(turn: Turn, deployment: Deployment, reason: str) -> Turn:
    """Ask for the way back to the live revision."""
    asked = replace(
        deployment,
        status=Status.ROLLBACK_REQUESTED,
        reason=reason,
        rollback=Rollback(reason, turn.now, turn.service.live),
    )
    # What failed was the target; the way back starts its tasks at once.
    service = replace(turn.service, failures_in_row=0, hold_until=0.0)
    return replace(turn, service=service).put(asked)


def fail_rollback(turn: Turn, deployment: Deployment, reason: str) -> Turn:
    """End a rollback that cannot be completed; people have to look."""
    failed = replace(
        _unwatched(deployment), status=Status.ROLLBACK_FAILED, reason=reason, finished_at=turn.now
    )
    return turn.put(failed).act(
        Tell(f"(deployment {deployment_id(deployment.target)}) rollback failed: {reason}")
    )


def finish_rollback(turn: Turn, deployment: Deployment) -> Turn:
    """End a rollback whose old revision serves everything again."""
    done = replace(_unwatched(deployment), status=Status.ROLLBACK_SUCCESSFUL, finished_at=turn.now)
    back = deployment_id(turn.service.live or "")
    turn = replace(turn, service=replace(turn.service, failures_in_row=0))
    return turn.put(done).act(Tell(f"rolled back to deployment {back}."))


def _unwatched(deployment: Deployment) -> Deployment:
    """The same deployment with its watchers at rest; a watcher that fired keeps saying so."""
    breaker, alarms = deployment.breaker, deployment.alarms
    if breaker.status is MonitorStatus.MONITORING:
        breaker = replace(breaker, status=MonitorStatus.MONITORING_COMPLETE)
    if alarms.status is MonitorStatus.MONITORING:
        alarms = replace(alarms, status=MonitorStatus.MONITORING_COMPLETE)
    return replace(deployment, breaker=breaker, alarms=alarms)
