"""A container turns unhealthy after its retries, never within its start period, and heals at once."""

from rehearsal.ecs.records.task import ContainerRecord, Health
from rehearsal.ecs.runtime.port import Launch
from rehearsal.ecs.runtime.process import shell
from rehearsal.ecs.tasks.checks import Checks, Rule, rule_of
from tests.rehearsal.ecs.memory import MemoryHandle


def after(passes: list[bool], start_period: float = 0.0) -> list[Health]:
    """The health after each of a row of checks, one every ten seconds."""
    container = ContainerRecord("app", "arn", {})
    handle = MemoryHandle(Launch("t", "app", "good", ""))
    now = 0.0
    seen = []
    checks = {word: Checks(Rule((word,), 10, 1, 2, start_period), 0.0) for word in ("true", "false")}
    for passed in passes:
        one = checks["true" if passed else "false"]
        one._due = now
        one.step(container, handle, now)
        one.step(container, handle, now)
        seen.append(container.health)
        now += 10
    return seen


def test_health_is_unknown_until_the_first_verdict_and_falls_after_the_retries() -> None:
    assert after([False, False, True]) == [Health.UNKNOWN, Health.UNHEALTHY, Health.HEALTHY]


def test_one_failure_among_successes_changes_nothing() -> None:
    assert after([True, False, True, False]) == [Health.HEALTHY] * 4


def test_failures_in_the_start_period_do_not_count() -> None:
    assert after([False, False, False], start_period=100) == [Health.UNKNOWN] * 3


def test_the_defaults_are_those_of_ecs() -> None:
    container = ContainerRecord("app", "arn", {"healthCheck": {"command": ["CMD", "x"]}})
    assert rule_of(container) == Rule(("x",), 30, 5, 3, 0)


def test_a_check_is_a_command_or_a_shell_line() -> None:
    assert shell(["CMD", "curl", "-f", "a b"]) == ["curl", "-f", "a b"]
    assert shell(["CMD-SHELL", "exit 1 || true"]) == ["/bin/sh", "-c", "exit 1 || true"]
    assert shell(["curl -f x"]) == ["curl", "-f", "x"]
