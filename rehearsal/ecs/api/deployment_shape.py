"""Service deployments and service revisions as the API shows them."""

from typing import Any

from rehearsal.ecs.api.door import Desk, moment, without_nothing
from rehearsal.ecs.api.ordering import CONFIGURATION
from rehearsal.ecs.api.service_shape import is_pending, is_running, revision_members
from rehearsal.ecs.controller.shifting import WHOLE
from rehearsal.ecs.controller.state import Deployment, HookRun
from rehearsal.ecs.controller.words import FORWARD, HookStatus, Side, Status, Strategy
from rehearsal.ecs.records.service import Revision, ServiceRecord
from rehearsal.ecs.tasks.definition import definition_by_arn

SERVING = FORWARD | {Status.SUCCESSFUL, Status.STOP_REQUESTED, Status.STOPPED}


def brief_shape(record: ServiceRecord, deployment: Deployment) -> dict[str, Any]:
    """Show a deployment in a list."""
    return without_nothing(
        {
            "serviceDeploymentArn": deployment.arn,
            "serviceArn": record.arn,
            "clusterArn": record.place.cluster_arn,
            "targetServiceRevisionArn": deployment.target,
            "status": deployment.status.value,
            "statusReason": deployment.reason or None,
            **_times(deployment),
        },
    )


def _times(deployment: Deployment) -> dict[str, Any]:
    times = {
        "createdAt": deployment.created_at,
        "startedAt": deployment.started_at,
        "finishedAt": deployment.finished_at,
    }
    return {name: moment(at) for name, at in times.items() if at is not None}


def deployment_shape(desk: Desk, record: ServiceRecord, deployment: Deployment) -> dict[str, Any]:
    """Show a deployment in full."""
    members = brief_shape(record, deployment)
    members.pop("targetServiceRevisionArn")
    rolling = deployment.config.strategy is Strategy.ROLLING
    return without_nothing(
        {
            **members,
            "updatedAt": moment(deployment.updated_at),
            "stoppedAt": moment(deployment.stopped_at) if deployment.stopped_at else None,
            "targetServiceRevision": _summary(desk, record, deployment, deployment.target),
            "sourceServiceRevisions": [
                _summary(desk, record, deployment, arn)
                for arn in deployment.sources
                if arn in record.revisions
            ],
            "lifecycleStage": None if rolling else deployment.stage.value,
            "lifecycleHookDetails": [_hook(run) for run in deployment.hooks] or None,
            "deploymentConfiguration": record.revisions[deployment.target].spec[CONFIGURATION],
            "rollback": _rollback(deployment),
            "deploymentCircuitBreaker": _breaker(deployment),
            "alarms": _alarms(deployment),
        },
    )


def _summary(desk: Desk, record: ServiceRecord, deployment: Deployment, arn: str) -> dict[str, Any]:
    tasks = [task for task in desk.living.tasks_of(record.arn) if task.origin.revision == arn]
    target = arn == deployment.target
    live = arn == (record.machine.live if deployment.status is not Status.SUCCESSFUL else deployment.target)
    return {
        "arn": arn,
        "requestedTaskCount": record.desired if live or target else sum(task.wanted for task in tasks),
        "runningTaskCount": sum(is_running(task) for task in tasks),
        "pendingTaskCount": sum(is_pending(task) for task in tasks),
        **_shares(deployment, target=target),
    }


def _shares(deployment: Deployment, *, target: bool) -> dict[str, float]:
    """The shares of both roads; a rolling deployment has none."""
    if deployment.config.strategy is Strategy.ROLLING:
        return {}
    production, test = deployment.production_share, deployment.test_share
    return {
        "requestedProductionTrafficWeight": production if target else WHOLE - production,
        "requestedTestTrafficWeight": test if target else WHOLE - test,
    }


def _hook(run: HookRun) -> dict[str, Any]:
    pending = run.status is HookStatus.AWAITING_ACTION
    return without_nothing(
        {
            "hookId": run.id,
            "targetType": run.kind.value,
            "targetArn": run.target_arn or None,
            "status": run.status.value,
            "expiresAt": moment(run.expires_at) if pending or run.status is HookStatus.TIMED_OUT else None,
            "timeoutAction": run.action.value,
        },
    )


def _rollback(deployment: Deployment) -> dict[str, Any] | None:
    rollback = deployment.rollback
    if rollback is None:
        return None
    return without_nothing(
        {
            "reason": rollback.reason,
            "startedAt": moment(rollback.started_at),
            "serviceRevisionArn": rollback.revision,
        },
    )


def _breaker(deployment: Deployment) -> dict[str, Any]:
    breaker = deployment.breaker
    return {
        "status": breaker.status.value,
        "failureCount": breaker.failures,
        "threshold": breaker.threshold,
    }


def _alarms(deployment: Deployment) -> dict[str, Any]:
    return {
        "status": deployment.alarms.status.value,
        "alarmNames": list(deployment.config.alarms.names),
        "triggeredAlarmNames": list(deployment.alarms.triggered),
    }


def revision_shape(desk: Desk, record: ServiceRecord, revision: Revision) -> dict[str, Any]:
    """Show a service revision."""
    definition = definition_by_arn(desk.backend, revision.task_definition)
    digests = record.digests.get(revision.arn, {})
    images = [
        without_nothing(
            {
                "containerName": container["name"],
                "image": container.get("image"),
                "imageDigest": digests.get(container["name"]),
            },
        )
        for container in definition.container_definitions
    ]
    return without_nothing(
        {
            **revision_members(revision),
            "serviceRevisionArn": revision.arn,
            "serviceArn": record.arn,
            "clusterArn": record.place.cluster_arn,
            "createdAt": moment(revision.created_at),
            "guardDutyEnabled": False,
            "containerImages": images,
            "resolvedConfiguration": {"loadBalancers": _resolved(record, revision)},
        },
    )


def _resolved(record: ServiceRecord, revision: Revision) -> list[dict[str, Any]]:
    side = record.machine.side_of(revision.arn)
    return [
        without_nothing(
            {
                "targetGroupArn": group_of(entry, side),
                "productionListenerRule": (entry.get("advancedConfiguration") or {}).get(
                    "productionListenerRule"
                ),
            },
        )
        for entry in revision.load_balancers
    ]


def group_of(entry: dict[str, Any], side: Side) -> str | None:
    """Give the target group of a load balancer entry on one side."""
    advanced = entry.get("advancedConfiguration") or {}
    alternate: str | None = advanced.get("alternateTargetGroupArn")
    primary: str | None = entry.get("targetGroupArn")
    return alternate if side is Side.ALTERNATE and alternate else primary
