"""Service deployments and revisions: list, describe, stop, continue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rehearsal.control.gaps import ApiError
from rehearsal.ecs.api.deployment_shape import brief_shape, deployment_shape, revision_shape
from rehearsal.ecs.api.door import Desk, invalid, paged
from rehearsal.ecs.controller.requests import resume, stop
from rehearsal.ecs.controller.state import Deployment
from rehearsal.ecs.controller.words import HookAction, StopKind
from rehearsal.ecs.records.service import ServiceRecord

MOST_AT_ONCE = 20


def list_service_deployments(desk: Desk) -> Mapping[str, Any]:
    """List the deployments of a service, the newest first."""
    record, request = desk.service(), desk.request
    wanted = set(request.get("status") or [])
    found = [
        brief_shape(record, deployment)
        for deployment in reversed(record.deployments.values())
        if (not wanted or deployment.status.value in wanted) and _in_time(deployment, request)
    ]
    return paged(request, "serviceDeployments", found, page=20)


def _in_time(deployment: Deployment, request: Mapping[str, Any]) -> bool:
    created = request.get("createdAt") or {}
    before, after = _seconds(created.get("before")), _seconds(created.get("after"))
    return (before is None or deployment.created_at < before) and (
        after is None or deployment.created_at > after
    )


def _seconds(value: datetime | float | None) -> float | None:
    return value.timestamp() if isinstance(value, datetime) else value


def describe_service_deployments(desk: Desk) -> Mapping[str, Any]:
    """Show deployments by ARN; those that are not there are listed as failures."""
    arns = _checked(list(desk.request["serviceDeploymentArns"]))
    found = [(arn, _find(desk, arn)) for arn in arns]
    return {
        "serviceDeployments": [
            deployment_shape(desk, record, record.deployments[arn]) for arn, record in found if record
        ],
        "failures": [{"arn": arn, "reason": "MISSING"} for arn, record in found if not record],
    }


def describe_service_revisions(desk: Desk) -> Mapping[str, Any]:
    """Show revisions by ARN; those that are not there are listed as failures."""
    shown, failures = [], []
    for arn in _checked(list(desk.request["serviceRevisionArns"])):
        record = next((one for one in desk.living.services.values() if arn in one.revisions), None)
        if record is None:
            failures.append({"arn": arn, "reason": "MISSING"})
        else:
            shown.append(revision_shape(desk, record, record.revisions[arn]))
    return {"serviceRevisions": shown, "failures": failures}


def stop_service_deployment(desk: Desk) -> Mapping[str, Any]:
    """Stop a deployment, by default with a rollback."""
    record, deployment = _current(desk)
    kind = StopKind(desk.request.get("stopType") or "ROLLBACK")
    if deployment.finished:
        raise ApiError(
            "ConflictException",
            f"The service deployment is in the state {deployment.status.value} and can't be stopped.",
        )
    record.machine = stop(record.machine, kind, desk.now)
    record.remember()
    return {"serviceDeploymentArn": deployment.arn}


def continue_service_deployment(desk: Desk) -> Mapping[str, Any]:
    """Answer a paused hook."""
    record, deployment = _current(desk)
    action = HookAction(desk.request.get("action") or "CONTINUE")
    if deployment.finished:
        raise invalid(
            f"The service deployment is in the state {deployment.status.value} and can't be continued."
        )
    record.machine = resume(record.machine, str(desk.request["hookId"]), action, desk.now)
    record.remember()
    return {"serviceDeploymentArn": deployment.arn}


def _current(desk: Desk) -> tuple[ServiceRecord, Deployment]:
    arn = str(desk.request["serviceDeploymentArn"])
    record = _find(desk, arn)
    if record is None:
        raise ApiError("ServiceDeploymentNotFoundException", "Service deployment not found.")
    return record, record.deployments[arn]


def _find(desk: Desk, arn: str) -> ServiceRecord | None:
    return next((one for one in desk.living.services.values() if arn in one.deployments), None)


def _checked(arns: list[str]) -> list[str]:
    if not arns or len(arns) > MOST_AT_ONCE:
        raise invalid(f"Name from 1 to {MOST_AT_ONCE} ARNs.")
    return [str(arn) for arn in arns]
