"""Container health checks: when the next one is due, and what its answers mean."""

from dataclasses import dataclass

from rehearsal.ecs.records.task import ContainerRecord, Health
from rehearsal.ecs.runtime.port import Check, Handle
from rehearsal.ecs.runtime.process import shell


@dataclass(frozen=True, slots=True)
class Rule:
    """A health check with the defaults of ECS."""

    command: tuple[str, ...]
    interval: float
    timeout: float
    retries: int
    start_period: float


def rule_of(container: ContainerRecord) -> Rule | None:
    """Read the health check of a container definition."""
    check = container.health_check
    if not check:
        return None
    return Rule(
        command=tuple(shell(check["command"])),
        interval=float(check.get("interval") or 30),
        timeout=float(check.get("timeout") or 5),
        retries=int(check.get("retries") or 3),
        start_period=float(check.get("startPeriod") or 0),
    )


class Checks:
    """The health checks of one container."""

    def __init__(self, rule: Rule, started: float) -> None:
        self._rule = rule
        self._started = started
        self._due = started

    def step(self, container: ContainerRecord, handle: Handle, now: float) -> None:
        """Take the answer of a running check, or begin the next one."""
        answer = handle.checked()
        if answer is Check.RUNNING:
            return
        if answer is not None:
            self._judge(container, answer, now)
            self._due = now + self._rule.interval
        elif now >= self._due:
            handle.check(self._rule.command, self._rule.timeout)

    def _judge(self, container: ContainerRecord, answer: Check, now: float) -> None:
        if answer is Check.PASSED:
            container.checks_failed = 0
            container.health = Health.HEALTHY
            return
        if now < self._started + self._rule.start_period:
            return
        container.checks_failed += 1
        if container.checks_failed >= self._rule.retries:
            container.health = Health.UNHEALTHY
