"""The order in which the containers of a task start and stop (`dependsOn`)."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from rehearsal.ecs.records.task import ContainerRecord, Health


class Verdict(Enum):
    """Whether a container may start."""

    GO = "GO"
    WAIT = "WAIT"
    NEVER = "NEVER"  # a container it needs to succeed has failed


def may_start(container: ContainerRecord, others: Mapping[str, ContainerRecord]) -> Verdict:
    """Judge the dependencies of a container."""
    verdicts = [_met(need, others) for need in _needs(container)]
    for verdict in (Verdict.NEVER, Verdict.WAIT):
        if verdict in verdicts:
            return verdict
    return Verdict.GO


def may_stop(container: ContainerRecord, running: Iterable[ContainerRecord]) -> bool:
    """Say whether no running container still depends on this one."""
    return all(
        need["containerName"] != container.name
        for other in running
        if other is not container
        for need in _needs(other)
    )


def _needs(container: ContainerRecord) -> list[dict[str, Any]]:
    return list(container.definition.get("dependsOn") or [])


def _met(need: Mapping[str, Any], others: Mapping[str, ContainerRecord]) -> Verdict:
    other = others.get(str(need["containerName"]))
    if other is None:
        return Verdict.NEVER
    met = {
        "START": other.status != "PENDING",
        "COMPLETE": other.status == "STOPPED",
        "SUCCESS": other.status == "STOPPED" and other.exit_code == 0,
        "HEALTHY": other.health is Health.HEALTHY,
    }
    if met[str(need["condition"])]:
        return Verdict.GO
    hopeless = other.status == "STOPPED" and need["condition"] in {"SUCCESS", "HEALTHY"}
    return Verdict.NEVER if hopeless else Verdict.WAIT
