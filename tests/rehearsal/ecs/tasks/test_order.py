"""Containers start when their dependencies are met, and stop after those that depend on them."""

import pytest

from rehearsal.ecs.records.task import ContainerRecord, Health
from rehearsal.ecs.tasks.order import Verdict, may_start, may_stop


def container(name: str, *needs: tuple[str, str], **members: object) -> ContainerRecord:
    """A container with dependencies."""
    listed = [{"containerName": other, "condition": condition} for other, condition in needs]
    made = ContainerRecord(name, f"arn/{name}", {"dependsOn": listed})
    for member, value in members.items():
        setattr(made, member, value)
    return made


@pytest.mark.parametrize(
    ("condition", "members", "verdict"),
    [
        ("START", {"status": "PENDING"}, Verdict.WAIT),
        ("START", {"status": "RUNNING"}, Verdict.GO),
        ("COMPLETE", {"status": "RUNNING"}, Verdict.WAIT),
        ("COMPLETE", {"status": "STOPPED", "exit_code": 1}, Verdict.GO),
        ("SUCCESS", {"status": "STOPPED", "exit_code": 0}, Verdict.GO),
        ("SUCCESS", {"status": "STOPPED", "exit_code": 1}, Verdict.NEVER),
        ("HEALTHY", {"status": "RUNNING"}, Verdict.WAIT),
        ("HEALTHY", {"status": "RUNNING", "health": Health.HEALTHY}, Verdict.GO),
        ("HEALTHY", {"status": "STOPPED"}, Verdict.NEVER),
    ],
)
def test_each_condition_has_its_own_verdict(
    condition: str, members: dict[str, object], verdict: Verdict
) -> None:
    other = container("other", **members)
    assert may_start(container("app", ("other", condition)), {"other": other}) is verdict


def test_an_unknown_dependency_is_never_met() -> None:
    assert may_start(container("app", ("nobody", "START")), {}) is Verdict.NEVER


def test_a_container_stops_after_those_that_depend_on_it() -> None:
    proxy, app = container("proxy"), container("app", ("proxy", "START"))
    assert not may_stop(proxy, [proxy, app])
    assert may_stop(app, [proxy, app])
    assert may_stop(proxy, [proxy])
