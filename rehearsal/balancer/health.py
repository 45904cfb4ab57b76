"""The health of one target as a value, and how a check's outcome changes it."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from rehearsal.balancer.view import HealthCheck

_RANGE = re.compile(r"(\d+)(?:-(\d+))?")


class State(StrEnum):
    """Target states in the words of elbv2."""

    INITIAL = "initial"
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"
    UNUSED = "unused"
    DRAINING = "draining"
    UNAVAILABLE = "unavailable"


class Reason(StrEnum):
    """Why a target is not healthy, in the codes of elbv2."""

    NONE = ""
    REGISTERING = "Elb.RegistrationInProgress"
    CHECKING = "Elb.InitialHealthChecking"
    MISMATCH = "Target.ResponseCodeMismatch"
    TIMEOUT = "Target.Timeout"
    FAILED = "Target.FailedHealthChecks"
    DRAINING = "Target.DeregistrationInProgress"
    NOT_REGISTERED = "Target.NotRegistered"
    NOT_IN_USE = "Target.NotInUse"
    INVALID_STATE = "Target.InvalidState"
    IP_UNUSABLE = "Target.IpUnusable"


DESCRIPTIONS = {
    Reason.REGISTERING: "Target registration is in progress",
    Reason.CHECKING: "Initial health checks in progress",
    Reason.TIMEOUT: "Request timed out",
    Reason.FAILED: "Health checks failed",
    Reason.DRAINING: "Target deregistration is in progress",
    Reason.NOT_REGISTERED: "Target is not registered to the target group",
    Reason.NOT_IN_USE: "Target group is not configured to receive traffic from the load balancer",
    Reason.INVALID_STATE: "Target is in the stopped state",
    Reason.IP_UNUSABLE: "Target IP address cannot be used: nothing on this machine answers for it",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check found: an answer's status (0 for a bare connection), or why there was none."""

    status: int | None = None
    failure: Reason = Reason.NONE


@dataclass(frozen=True, slots=True)
class Health:
    """A target's state and the run of equal outcomes that led to it."""

    state: State
    reason: Reason = Reason.NONE
    description: str = ""
    passed: int = 0
    failed: int = 0


REGISTERING = Health(State.INITIAL, Reason.REGISTERING, DESCRIPTIONS[Reason.REGISTERING])
CHECKING = Health(State.INITIAL, Reason.CHECKING, DESCRIPTIONS[Reason.CHECKING])
NOT_IN_USE = Health(State.UNUSED, Reason.NOT_IN_USE, DESCRIPTIONS[Reason.NOT_IN_USE])
DRAINING = Health(State.DRAINING, Reason.DRAINING, DESCRIPTIONS[Reason.DRAINING])
GONE = Health(State.UNUSED, Reason.NOT_REGISTERED, DESCRIPTIONS[Reason.NOT_REGISTERED])
NO_HOST = Health(State.UNUSED, Reason.IP_UNUSABLE, DESCRIPTIONS[Reason.IP_UNUSABLE])
STOPPED = Health(State.UNUSED, Reason.INVALID_STATE, DESCRIPTIONS[Reason.INVALID_STATE])


def after_check(health: Health, outcome: Outcome, check: HealthCheck) -> Health:
    """The health after one more check; a new target needs a single success, as on an ALB."""
    if outcome.failure is Reason.NONE and matches(outcome.status or 0, check.matcher):
        return _after_success(health, check)
    return _after_failure(health, outcome, check)


def _after_success(health: Health, check: HealthCheck) -> Health:
    passed = health.passed + 1
    if health.state is not State.UNHEALTHY or passed >= check.healthy_threshold:
        return Health(State.HEALTHY, passed=passed)
    return replace(health, passed=passed, failed=0)


def _after_failure(health: Health, outcome: Outcome, check: HealthCheck) -> Health:
    failed = health.failed + 1
    if health.state is State.UNHEALTHY or failed >= check.unhealthy_threshold:
        reason, description = _why(outcome)
        return Health(State.UNHEALTHY, reason, description, failed=failed)
    if health.state is State.INITIAL:
        return Health(State.INITIAL, Reason.CHECKING, DESCRIPTIONS[Reason.CHECKING], failed=failed)
    return replace(health, passed=0, failed=failed)


def _why(outcome: Outcome) -> tuple[Reason, str]:
    if outcome.failure is Reason.NONE:
        return Reason.MISMATCH, f"Health checks failed with these codes: [{outcome.status}]"
    return outcome.failure, DESCRIPTIONS[outcome.failure]


def matches(status: int, matcher: str) -> bool:
    """Whether a status fulfils a matcher ("200", "200,302", "200-399"); 0, a bare connection, always does."""
    return status == 0 or any(_in_range(status, part) for part in matcher.split(",") if part)


def _in_range(status: int, part: str) -> bool:
    match = _RANGE.fullmatch(part.strip())
    return match is not None and int(match[1]) <= status <= int(match[2] or match[1])
