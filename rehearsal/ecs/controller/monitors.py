"""The two watchers of a deployment: the circuit breaker and the alarms."""

from dataclasses import replace

from rehearsal.ecs.controller.actions import Tell
from rehearsal.ecs.controller.config import Config
from rehearsal.ecs.controller.endings import fail, request_rollback
from rehearsal.ecs.controller.observed import News, Observed
from rehearsal.ecs.controller.scheduler import deployment_id
from rehearsal.ecs.controller.state import AlarmState, BreakerState, Deployment
from rehearsal.ecs.controller.turn import Turn
from rehearsal.ecs.controller.words import MonitorStatus, Strategy

BREAKER_REASON = "The deployment circuit breaker threshold was exceeded."
ALARM_REASON = "One or more deployment alarms were triggered: {names}."


def watch(turn: Turn, deployment: Deployment) -> Turn:
    """Count failures and read alarms, and end the deployment when one of the two says so."""
    breaker = _count(deployment, turn.seen)
    alarms = _look(deployment, turn.seen)
    turn = turn.put(replace(deployment, breaker=breaker, alarms=alarms))
    deployment = replace(deployment, breaker=breaker, alarms=alarms)
    if breaker.status is MonitorStatus.TRIGGERED:
        told = turn.act(
            Tell(
                f"(deployment {deployment_id(deployment.target)}) deployment failed: tasks failed to start."
            ),
        )
        return _end(told, deployment, BREAKER_REASON, rollback=deployment.config.breaker.rollback)
    if alarms.status is MonitorStatus.TRIGGERED:
        reason = ALARM_REASON.format(names=", ".join(alarms.triggered))
        told = turn.act(
            Tell(f"(deployment {deployment_id(deployment.target)}) deployment failed: alarm detected."),
        )
        return _end(told, deployment, reason, rollback=deployment.config.alarms.rollback)
    return turn


def _end(turn: Turn, deployment: Deployment, reason: str, *, rollback: bool) -> Turn:
    return request_rollback(turn, deployment, reason) if rollback else fail(turn, deployment, reason)


def obeys_breaker(config: Config) -> bool:
    """Say whether the circuit breaker ends deployments of this configuration."""
    return config.breaker.enable and config.strategy is Strategy.ROLLING


def _count(deployment: Deployment, seen: Observed) -> BreakerState:
    config = deployment.config
    threshold = config.breaker.threshold(seen.desired)
    failures = deployment.breaker.failures
    for news in seen.news:
        failures = _after(failures, news, deployment)
    if not obeys_breaker(config):
        return BreakerState(MonitorStatus.DISABLED, failures, threshold)
    tripped = failures >= threshold
    status = MonitorStatus.TRIGGERED if tripped else MonitorStatus.MONITORING
    return BreakerState(status, failures, threshold)


def _after(failures: int, news: News, deployment: Deployment) -> int:
    if news.revision != deployment.target:
        return failures
    if news.failed:
        return failures + 1
    return 0 if deployment.config.breaker.reset_on_healthy else failures


def _look(deployment: Deployment, seen: Observed) -> AlarmState:
    """Read the alarms; one that is red when the deployment starts is never watched, as on AWS."""
    config = deployment.config.alarms
    if not config.enable:
        return deployment.alarms
    watched = deployment.alarms.watched
    if watched is None:
        watched = tuple(name for name in config.names if name not in seen.red_alarms)
    triggered = tuple(name for name in watched if name in seen.red_alarms)
    status = MonitorStatus.TRIGGERED if triggered else MonitorStatus.MONITORING
    return AlarmState(status, watched, triggered)
