"""A task as DescribeTasks shows it."""

from typing import Any

from rehearsal.ecs.api.door import moment, without_nothing
from rehearsal.ecs.records.task import COMING, ContainerRecord, StopCode, TaskRecord, TaskStatus

REASON_LENGTH = 1024
FARGATE = frozenset({"FARGATE", "FARGATE_SPOT"})


def task_shape(task: TaskRecord, *, tags: bool = False) -> dict[str, Any]:
    """Show a task."""
    seat = task.seat
    fargate = seat.launch_type == "FARGATE" or seat.provider in FARGATE
    return without_nothing(
        {
            "taskArn": task.arn,
            "clusterArn": task.place.cluster_arn,
            "taskDefinitionArn": task.task_definition,
            "group": task.origin.group,
            "startedBy": task.origin.started_by or None,
            "lastStatus": task.status.value,
            "desiredStatus": "RUNNING" if task.wanted else "STOPPED",
            "healthStatus": task.health.value,
            "launchType": seat.launch_type or None,
            "capacityProviderName": seat.provider or None,
            "platformVersion": (seat.platform_version or "1.4.0") if fargate else None,
            "platformFamily": "Linux" if fargate else None,
            "containerInstanceArn": seat.instance or None,
            "availabilityZone": f"{task.place.region}a",
            "cpu": task.cpu,
            "memory": task.memory,
            "attachments": [_interface(task)] if seat.network else [],
            "attributes": [{"name": "ecs.cpu-architecture", "value": "x86_64"}],
            "containers": [_container(task, container) for container in task.containers],
            "overrides": task.overrides or {"containerOverrides": [], "inferenceAcceleratorOverrides": []},
            "enableExecuteCommand": False,
            "version": task.version,
            "tags": task.tags if tags else [],
            **_times(task),
            **_ending(task),
        },
    )


def _times(task: TaskRecord) -> dict[str, Any]:
    connected = None if task.status is TaskStatus.PROVISIONING else task.created_at
    times = {
        "createdAt": task.created_at,
        "connectivityAt": connected,
        "pullStartedAt": connected,
        "pullStoppedAt": task.started_at,
        "startedAt": task.started_at,
        "stoppingAt": task.stopping_at,
        "stoppedAt": task.stopped_at,
        "executionStoppedAt": task.stopped_at,
    }
    shown: dict[str, Any] = {name: moment(at) for name, at in times.items() if at is not None}
    return shown | ({"connectivity": "CONNECTED"} if connected is not None else {})


def _ending(task: TaskRecord) -> dict[str, str]:
    if task.stop_code is None:
        return {}
    return {"stopCode": task.stop_code.value, "stoppedReason": task.stopped_reason}


def _interface(task: TaskRecord) -> dict[str, Any]:
    """The network interface of the task; its address is the one that targets are registered with."""
    network = (task.seat.network or {}).get("awsvpcConfiguration", {})
    subnets = network.get("subnets") or [""]
    details = {
        "subnetId": subnets[0],
        "networkInterfaceId": f"eni-{task.id[:17]}",
        "macAddress": "0a:" + ":".join(task.id[i : i + 2] for i in range(0, 10, 2)),
        "privateDnsName": f"ip-{task.address.replace('.', '-')}.ec2.internal" if task.address else "",
        "privateIPv4Address": task.address,
    }
    ended = task.status is TaskStatus.STOPPED
    return {
        "id": task.id,
        "type": "ElasticNetworkInterface",
        "status": "DELETED" if ended else "ATTACHED" if task.address else "ATTACHING",
        "details": [{"name": name, "value": value} for name, value in details.items() if value],
    }


def _container(task: TaskRecord, container: ContainerRecord) -> dict[str, Any]:
    definition = container.definition
    started = container.exit_code is not None or not _never_started(task)
    return without_nothing(
        {
            "containerArn": container.arn,
            "taskArn": task.arn,
            "name": container.name,
            "image": definition.get("image"),
            "imageDigest": container.digest or None,
            "runtimeId": container.runtime_id or None,
            "lastStatus": container.status,
            "exitCode": container.exit_code if started else None,
            "reason": container.reason[:REASON_LENGTH] or None,
            "healthStatus": container.health.value,
            "cpu": str(definition.get("cpu") or 0),
            "memory": str(definition["memory"]) if definition.get("memory") else None,
            "memoryReservation": _text(definition.get("memoryReservation")),
            "networkBindings": [],
            "networkInterfaces": _addresses(task),
        },
    )


def _never_started(task: TaskRecord) -> bool:
    return task.status in COMING or task.stop_code is StopCode.FAILED_TO_START


def _text(value: int | None) -> str | None:
    return str(value) if value else None


def _addresses(task: TaskRecord) -> list[dict[str, str]]:
    if not task.address:
        return []
    return [{"attachmentId": task.id, "privateIpv4Address": task.address}]
