"""CreateService, UpdateService and DeleteService."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rehearsal.control.gaps import ApiError
from rehearsal.ecs.api.configuration import read_config
from rehearsal.ecs.api.door import Desk, invalid
from rehearsal.ecs.api.ordering import (
    REVISION_MEMBERS,
    SETTINGS_MEMBERS,
    TRIGGERS,
    chosen,
    merged_settings,
    order_deployment,
)
from rehearsal.ecs.api.service_shape import service_shape
from rehearsal.ecs.api.validation import check_count, check_name, check_spec, client_token
from rehearsal.ecs.controller.requests import abandon
from rehearsal.ecs.controller.state import Service
from rehearsal.ecs.records.service import Place, ServiceRecord, ServiceStatus
from rehearsal.ecs.tasks.definition import find_definition


def create_service(desk: Desk) -> Mapping[str, Any]:
    """Make a service and start its first deployment."""
    request, place = desk.request, desk.place()
    name, token = str(request["serviceName"]), client_token(request)
    again = _repeated(desk, place, name, token)
    if again is not None:
        return {"service": service_shape(desk, again, tags=True)}
    check_name(name)
    check_count(request)
    spec = _spec(desk, place)
    settings = chosen(request, SETTINGS_MEMBERS)
    check_spec(desk, spec, read_config(settings.get("deploymentConfiguration") or {}))
    record = ServiceRecord(
        name=name,
        arn=_mirror(desk, place, name, spec),
        place=place,
        desired=int(request.get("desiredCount") or 0),
        created_at=desk.now,
        settings=settings,
        machine=Service(pace=desk.pace),
    )
    desk.living.services.pop(record.arn, None)
    desk.living.services[record.arn] = record
    order_deployment(desk, record, spec)
    if token:
        desk.living.tokens[token] = (record.arn,)
    return {"service": service_shape(desk, record, tags=True)}


def _repeated(desk: Desk, place: Place, name: str, token: str) -> ServiceRecord | None:
    """A repeated client token gets the same service; a taken name is refused."""
    known = desk.living.service(place.cluster, name)
    if known is None or known.status is ServiceStatus.INACTIVE:
        return None
    if desk.living.tokens.get(token) == (known.arn,):
        return known
    if known.status is ServiceStatus.DRAINING:
        raise invalid("Unable to Start a service that is still Draining.")
    raise invalid("Creation of service was not idempotent.")


def _spec(desk: Desk, place: Place) -> dict[str, Any]:
    """The revision of a new service: capacity comes from the cluster where the request names none."""
    spec = chosen(desk.request, REVISION_MEMBERS)
    if "taskDefinition" not in spec:
        raise invalid("Task definition can not be blank.")
    spec["taskDefinition"] = str(find_definition(desk.backend, str(spec["taskDefinition"])).arn)
    if not spec.get("launchType") and not spec.get("capacityProviderStrategy"):
        default = desk.backend.clusters[place.cluster].default_capacity_provider_strategy
        spec |= {"capacityProviderStrategy": default} if default else {"launchType": "EC2"}
    return spec


def _mirror(desk: Desk, place: Place, name: str, spec: Mapping[str, Any]) -> str:
    """Make moto's record too: its tagging and its autoscaling look services up there. Gives the ARN."""
    launch = spec.get("launchType") or "FARGATE"
    mirrored = desk.backend.create_service(
        place.cluster,
        name,
        int(desk.request.get("desiredCount") or 0),
        task_definition_str=str(spec["taskDefinition"]),
        tags=list(desk.request.get("tags") or []),
        deployment_controller=desk.request.get("deploymentController"),
        launch_type=launch if launch in {"EC2", "FARGATE"} else "EC2",
        network_configuration=spec.get("networkConfiguration"),
    )
    return str(mirrored.arn)


def update_service(desk: Desk) -> Mapping[str, Any]:
    """Change a service, and start a deployment when something that runs has changed."""
    record, request = desk.service(), desk.request
    if record.status is not ServiceStatus.ACTIVE:
        raise ApiError("ServiceNotActiveException", "Service was not ACTIVE.")
    check_count(request)
    spec = {**record.primary.spec, **chosen(request, REVISION_MEMBERS)}
    if request.get("taskDefinition"):
        spec["taskDefinition"] = str(find_definition(desk.backend, str(request["taskDefinition"])).arn)
    if request.get("capacityProviderStrategy"):
        spec.pop("launchType", None)
    settings = merged_settings(record.settings, chosen(request, SETTINGS_MEMBERS))
    check_spec(desk, spec, read_config(settings.get("deploymentConfiguration") or {}))
    record.settings = settings
    if request.get("desiredCount") is not None:
        record.desired = int(request["desiredCount"])
        record.machine = replace(record.machine, steady=False)
    if _must_deploy(record, spec, forced=bool(request.get("forceNewDeployment"))):
        order_deployment(desk, record, spec)
    return {"service": service_shape(desk, record, tags=True)}


def _must_deploy(record: ServiceRecord, spec: Mapping[str, Any], *, forced: bool) -> bool:
    old = record.primary.spec
    return forced or any(old.get(name) != spec.get(name) for name in TRIGGERS)


def delete_service(desk: Desk) -> Mapping[str, Any]:
    """Let a service drain; it is gone for others once its last task has stopped."""
    record = desk.service()
    if record.status is ServiceStatus.INACTIVE:
        raise ApiError("ServiceNotFoundException", "Service not found.")
    if record.desired > 0 and not desk.request.get("force"):
        raise invalid("The service cannot be stopped while it is scaled above 0.")
    record.desired = 0
    record.status = ServiceStatus.DRAINING
    record.machine = abandon(record.machine, desk.now)
    record.remember()
    return {"service": service_shape(desk, record, tags=True)}
