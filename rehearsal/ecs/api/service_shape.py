"""A service as DescribeServices shows it."""

from typing import Any

from rehearsal.ecs.api.configuration import with_defaults
from rehearsal.ecs.api.door import Desk, moment, without_nothing
from rehearsal.ecs.api.ordering import controlled_by_ecs
from rehearsal.ecs.controller.state import Deployment
from rehearsal.ecs.controller.words import BACKWARD, FORWARD, Status
from rehearsal.ecs.records.service import Revision, ServiceRecord
from rehearsal.ecs.records.task import COMING, TaskRecord, TaskStatus

PLATFORM = "LATEST"
ROLE = "aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"


def service_shape(desk: Desk, record: ServiceRecord, *, tags: bool = False) -> dict[str, Any]:
    """Show a service."""
    tasks = desk.living.tasks_of(record.arn)
    current = record.machine.deployment
    by_ecs = controlled_by_ecs(record.settings)
    return without_nothing(
        {
            **_identity(record),
            **_counts(record, tasks),
            **_settings(record),
            **revision_members(record.primary),
            "deployments": _deployments(record, tasks) if by_ecs else [],
            "taskSets": None if by_ecs else [],
            "currentServiceDeployment": current.arn if current else None,
            "currentServiceRevisions": _current(record, tasks) if by_ecs else None,
            "tags": _tags(desk, record) if tags else None,
        },
    )


def _identity(record: ServiceRecord) -> dict[str, Any]:
    place = record.place
    return {
        "serviceArn": record.arn,
        "serviceName": record.name,
        "clusterArn": place.cluster_arn,
        "status": record.status.value,
        "createdAt": moment(record.created_at),
        "createdBy": f"arn:aws:iam::{place.account}:root",
        "roleArn": f"arn:aws:iam::{place.account}:role/{ROLE}",
        "events": [
            {"id": event.id, "createdAt": moment(event.created_at), "message": event.message}
            for event in record.events
        ],
    }


def _counts(record: ServiceRecord, tasks: list[TaskRecord]) -> dict[str, int]:
    return {
        "desiredCount": record.desired,
        "runningCount": sum(is_running(task) for task in tasks),
        "pendingCount": sum(is_pending(task) for task in tasks),
    }


def _settings(record: ServiceRecord) -> dict[str, Any]:
    settings = record.settings
    return {
        "deploymentConfiguration": with_defaults(settings.get("deploymentConfiguration") or {}),
        "deploymentController": settings.get("deploymentController") or {"type": "ECS"},
        "healthCheckGracePeriodSeconds": settings.get("healthCheckGracePeriodSeconds"),
        "enableExecuteCommand": bool(settings.get("enableExecuteCommand")),
        "enableECSManagedTags": bool(settings.get("enableECSManagedTags")),
        "propagateTags": settings.get("propagateTags") or "NONE",
        "placementConstraints": settings.get("placementConstraints") or [],
        "placementStrategy": settings.get("placementStrategy") or [],
        "availabilityZoneRebalancing": settings.get("availabilityZoneRebalancing") or "ENABLED",
        "schedulingStrategy": settings.get("schedulingStrategy") or "REPLICA",
    }


def revision_members(revision: Revision) -> dict[str, Any]:
    """Show the members of a revision that a service shows too."""
    spec = revision.spec
    fargate = on_fargate(spec)
    return {
        "taskDefinition": revision.task_definition,
        "launchType": spec.get("launchType"),
        "capacityProviderStrategy": spec.get("capacityProviderStrategy"),
        "platformVersion": (spec.get("platformVersion") or PLATFORM) if fargate else None,
        "platformFamily": "Linux" if fargate else None,
        "loadBalancers": spec.get("loadBalancers") or [],
        "serviceRegistries": spec.get("serviceRegistries") or [],
        "networkConfiguration": spec.get("networkConfiguration"),
    }


def on_fargate(spec: dict[str, Any]) -> bool:
    """Say whether tasks of this spec need no container instance."""
    strategy = spec.get("capacityProviderStrategy") or []
    providers = {item.get("capacityProvider") for item in strategy}
    return spec.get("launchType") == "FARGATE" or bool(providers & {"FARGATE", "FARGATE_SPOT"})


def _tags(desk: Desk, record: ServiceRecord) -> list[dict[str, str]]:
    """Tags live on moto's record, where its own tagging operations change them."""
    mirrored = desk.backend.services.get(f"{record.place.cluster}:{record.name}")
    return list(mirrored.tags) if mirrored else []


def _deployments(record: ServiceRecord, tasks: list[TaskRecord]) -> list[dict[str, Any]]:
    """The primary first, then every other revision that still has tasks or is being deployed."""
    primary = record.primary
    shown = [
        arn for arn in reversed(record.revisions) if arn != primary.arn and _is_shown(record, arn, tasks)
    ]
    return [
        _deployment(record, revision, [task for task in tasks if task.origin.revision == revision.arn])
        for revision in (primary, *(record.revisions[arn] for arn in shown))
    ]


def _is_shown(record: ServiceRecord, arn: str, tasks: list[TaskRecord]) -> bool:
    deployment = record.machine.deployment
    # A source stays until the deployment has ended, so that no waiter calls the service stable before.
    if deployment and not deployment.finished and arn in {deployment.target, *deployment.sources}:
        return True
    return any(task.origin.revision == arn for task in tasks)


def _deployment(record: ServiceRecord, revision: Revision, tasks: list[TaskRecord]) -> dict[str, Any]:
    primary = record.primary.arn == revision.arn
    alive = sum(task.wanted for task in tasks)
    state, reason = rollout_state(record, revision)
    members = revision_members(revision)
    for hidden in ("loadBalancers", "serviceRegistries"):
        members.pop(hidden)
    return without_nothing(
        {
            **members,
            "id": revision.deployment_id,
            "status": "PRIMARY" if primary else "ACTIVE",
            "desiredCount": record.desired if primary else alive,
            "runningCount": sum(is_running(task) for task in tasks),
            "pendingCount": sum(is_pending(task) for task in tasks),
            "failedTasks": record.failed.get(revision.arn, 0),
            "createdAt": moment(revision.created_at),
            "updatedAt": moment(_updated(record, revision)),
            "rolloutState": state,
            "rolloutStateReason": reason,
        },
    )


def _updated(record: ServiceRecord, revision: Revision) -> float:
    deployment = record.machine.deployment
    return deployment.updated_at if deployment and deployment.target == revision.arn else revision.created_at


def rollout_state(record: ServiceRecord, revision: Revision) -> tuple[str, str]:
    """Say how the rollout of a revision stands."""
    deployment, name = record.machine.deployment, revision.deployment_id
    if deployment is None:
        return "IN_PROGRESS", f"ECS deployment {name} in progress."
    if deployment.target == revision.arn:
        return _target_state(deployment, name)
    if revision.arn == record.machine.live and deployment.status in BACKWARD:
        return "IN_PROGRESS", f"ECS deployment {name} in progress."
    return "COMPLETED", f"ECS deployment {name} completed."


def _target_state(deployment: Deployment, name: str) -> tuple[str, str]:
    if deployment.status is Status.SUCCESSFUL:
        return "COMPLETED", f"ECS deployment {name} completed."
    if deployment.status in FORWARD:
        return "IN_PROGRESS", f"ECS deployment {name} in progress."
    return "FAILED", deployment.reason or f"ECS deployment {name} failed."


def _current(record: ServiceRecord, tasks: list[TaskRecord]) -> list[dict[str, Any]]:
    primary = record.primary.arn
    active = [arn for arn in record.revisions if arn == primary or _is_shown(record, arn, tasks)]
    return [
        {
            "arn": arn,
            "requestedTaskCount": record.desired if arn == primary else len(mine),
            "runningTaskCount": sum(is_running(task) for task in mine),
            "pendingTaskCount": sum(is_pending(task) for task in mine),
        }
        for arn in active
        for mine in ([task for task in tasks if task.origin.revision == arn and task.wanted],)
    ]


def is_running(task: TaskRecord) -> bool:
    """Say whether a task counts as running."""
    return task.status is TaskStatus.RUNNING


def is_pending(task: TaskRecord) -> bool:
    """Say whether a task counts as pending."""
    return task.status in COMING
