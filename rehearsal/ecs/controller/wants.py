"""Which revisions shall run how many tasks, given where a deployment stands."""

from rehearsal.ecs.controller.observed import Observed
from rehearsal.ecs.controller.scheduler import Limits, Want
from rehearsal.ecs.controller.state import Deployment, Service
from rehearsal.ecs.controller.words import BACKWARD, Stage, Status, Strategy

SUCCEEDED = frozenset({Status.SUCCESSFUL, Status.ROLLBACK_SUCCESSFUL})
BEFORE_SCALE_UP = frozenset({Stage.RECONCILE_SERVICE, Stage.PRE_SCALE_UP})


def wants(service: Service, seen: Observed) -> tuple[Want, ...]:
    """List the revisions that shall run; tasks of every other revision leave."""
    deployment = service.deployment
    if deployment is None:
        return ()
    if deployment.status in SUCCEEDED:
        return (_only(service.live, seen),) if service.live else ()
    if deployment.finished:
        return _frozen(service, deployment, seen)
    if deployment.config.strategy is Strategy.ROLLING:
        return _rolling(service, deployment, seen)
    return _two_sides(service, deployment, seen)


def limits(service: Service, now: float) -> Limits:
    """Give the percent limits; a revision whose tasks keep failing waits before it starts more."""
    held = service.primary if now < service.hold_until else None
    if service.deployment is None:
        return Limits(held=held)
    config = service.deployment.config
    return Limits(config.minimum_percent, config.maximum_percent, held)


def _only(revision: str, seen: Observed) -> Want:
    """One revision in full, in place of everything else."""
    others = tuple(task for task in seen.tasks if task.revision != revision)
    return Want(revision, seen.desired, others)


def _frozen(service: Service, deployment: Deployment, seen: Observed) -> tuple[Want, ...]:
    """A deployment that ended badly: nothing new of the target starts, and the live side is kept up."""
    kept = Want(deployment.target, min(seen.desired, _unbroken(seen, deployment.target)))
    if service.live is None or deployment.config.strategy is Strategy.ROLLING:
        return (kept,)
    return (kept, Want(service.live, seen.desired))


def _rolling(service: Service, deployment: Deployment, seen: Observed) -> tuple[Want, ...]:
    if deployment.status in BACKWARD:
        return (_only(service.live, seen),) if service.live else ()
    if deployment.stage is Stage.CLEAN_UP:
        others = {task.revision for task in seen.tasks} - {deployment.target}
        return (Want(deployment.target, seen.desired), *(Want(revision, 0) for revision in sorted(others)))
    return (_only(deployment.target, seen),)


def _two_sides(service: Service, deployment: Deployment, seen: Observed) -> tuple[Want, ...]:
    target = _target_count(deployment, seen)
    known = {deployment.target, service.live}
    strangers = {task.revision for task in seen.tasks} - known
    result = [Want(deployment.target, target)]
    if service.live and service.live != deployment.target:
        source = (
            0 if deployment.stage is Stage.CLEAN_UP and deployment.status not in BACKWARD else seen.desired
        )
        result.append(Want(service.live, source))
    away = _traffic_is_away(deployment)
    return (*result, *(Want(one, _unbroken(seen, one) if away else 0) for one in sorted(strangers)))


def _traffic_is_away(deployment: Deployment) -> bool:
    """Say whether a superseded deployment's tasks may still serve: their traffic was not returned yet."""
    waits = deployment.stage is Stage.RECONCILE_SERVICE or deployment.status in BACKWARD
    return waits and deployment.production_share > 0


def _target_count(deployment: Deployment, seen: Observed) -> int:
    if deployment.status in BACKWARD:
        return 0 if deployment.stage is Stage.CLEAN_UP else _unbroken(seen, deployment.target)
    if deployment.status is Status.PENDING or deployment.stage in BEFORE_SCALE_UP:
        return 0
    return seen.desired


def _unbroken(seen: Observed, revision: str) -> int:
    """Count the tasks of a revision that stay when nothing new is started."""
    return sum(not task.broken for task in seen.of(revision))
