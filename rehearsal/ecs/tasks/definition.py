"""What a task is made of: the containers of its definition with the overrides of its request in place."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from rehearsal.control.gaps import ApiError
from rehearsal.ecs.records.task import ContainerRecord, TaskRecord
from rehearsal.ecs.runtime.port import Launch


def find_definition(backend: Any, name_or_arn: str) -> Any:  # noqa: ANN401 - moto's records have no type
    """Find an active task definition; a family alone means its newest active revision."""
    family, _, revision = name_or_arn.rpartition("/")[2].partition(":")
    known: Mapping[int, Any] = backend.task_definitions.get(family, {})
    if revision:
        found = known.get(int(revision)) if revision.isdecimal() else None
    else:
        active = [number for number, one in known.items() if one.status == "ACTIVE"]
        found = known[max(active)] if active else None
    if found is None:
        raise ApiError("ClientException", "TaskDefinition not found.")
    if found.status != "ACTIVE":
        raise ApiError("ClientException", "TaskDefinition is inactive")
    return found


def definition_by_arn(backend: Any, arn: str) -> Any:  # noqa: ANN401 - moto's records have no type
    """Give a registered task definition, active or not."""
    family, _, revision = arn.rpartition("/")[2].partition(":")
    return backend.task_definitions[family][int(revision)]


def make_containers(
    definition: Any,  # noqa: ANN401 - moto's records have no type
    overrides: Mapping[str, Any],
    task_arn: str,
) -> list[ContainerRecord]:
    """Make the container records of a new task."""
    changes = {change.get("name"): change for change in overrides.get("containerOverrides", [])}
    return [
        ContainerRecord(
            name=str(container["name"]),
            arn=task_arn.replace(":task/", ":container/") + f"/{uuid4()}",
            definition=_overridden(container, changes.get(container["name"], {})),
        )
        for container in definition.container_definitions
    ]


def _overridden(container: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(container)
    for member in ("command", "cpu", "memory", "memoryReservation"):
        if change.get(member):
            result[member] = change[member]
    pairs = {pair["name"]: pair.get("value", "") for pair in container.get("environment") or []}
    pairs |= {pair["name"]: pair.get("value", "") for pair in change.get("environment") or []}
    result["environment"] = [{"name": name, "value": value} for name, value in pairs.items()]
    return result


def container_port(container: Mapping[str, Any]) -> int | None:
    """Give the first port that a container listens on."""
    mappings = container.get("portMappings") or []
    return int(mappings[0]["containerPort"]) if mappings and mappings[0].get("containerPort") else None


def make_launch(task: TaskRecord, container: ContainerRecord, environment: Mapping[str, str]) -> Launch:
    """Say what the runtime is to start for a container."""
    definition = container.definition
    own = {pair["name"]: str(pair.get("value", "")) for pair in definition.get("environment") or []}
    return Launch(
        task=task.id,
        container=container.name,
        image=container.pinned or str(definition.get("image", "")),
        address=task.address,
        environment={**environment, **own},
        entry_point=tuple(definition.get("entryPoint") or ()),
        command=tuple(definition.get("command") or ()),
        working_directory=str(definition.get("workingDirectory") or ""),
        port=container_port(definition),
        memory=_memory(task, definition),
        user=str(definition.get("user") or ""),
        read_only=bool(definition.get("readonlyRootFilesystem")),
    )


def _memory(task: TaskRecord, definition: Mapping[str, Any]) -> int | None:
    """The container's own limit, else that of the task."""
    limit = str(definition.get("memory") or task.memory)
    return int(limit) if limit.isdecimal() and int(limit) else None
