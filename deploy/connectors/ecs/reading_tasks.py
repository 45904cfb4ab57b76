"""Tasks and container instances in our words; pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from deploy.connectors.ecs.port import Room, SeenTask

_MESSAGE_LENGTH = 300


def task_from(seen: Mapping[str, Any], definition: Mapping[str, Any]) -> SeenTask:
    """A task, told by the container that failed where one did."""
    containers = seen.get("containers", [])
    failed = [one for one in containers if one.get("exitCode") not in {None, 0} or one.get("reason")]
    told: Mapping[str, Any] = (failed or containers or [{}])[0]
    name, number = told.get("name", ""), seen["taskArn"].rpartition("/")[2]
    group, stream = _log_place(name, number, definition)
    reasons = [text for text in (seen.get("stoppedReason"), told.get("reason")) if text]
    return SeenTask(number, "; ".join(reasons)[:_MESSAGE_LENGTH], name, told.get("exitCode"), group, stream)


def _log_place(container: str, number: str, definition: Mapping[str, Any]) -> tuple[str, str]:
    """Where the awslogs driver writes: group, and PREFIX/CONTAINER/TASK."""
    made = [one for one in definition.get("containerDefinitions", []) if one["name"] == container]
    logs = made[0].get("logConfiguration", {}) if made else {}
    options = logs.get("options", {}) if logs.get("logDriver") == "awslogs" else {}
    prefix = options.get("awslogs-stream-prefix", "")
    return (options["awslogs-group"], f"{prefix}/{container}/{number}") if prefix else ("", "")


def room_from(instances: Iterable[Mapping[str, Any]]) -> Room:
    """What active container instances have left, added up."""
    active = [one for one in instances if one.get("status") == "ACTIVE"]
    left = [
        {r["name"]: r.get("integerValue", 0) for r in one.get("remainingResources", [])} for one in active
    ]
    return Room(len(active), sum(r.get("CPU", 0) for r in left), sum(r.get("MEMORY", 0) for r in left))
