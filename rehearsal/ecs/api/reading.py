"""DescribeServices and ListServices."""

from collections.abc import Mapping
from typing import Any

from rehearsal.control.gaps import ApiError
from rehearsal.ecs.api.door import Desk, paged
from rehearsal.ecs.api.service_shape import service_shape
from rehearsal.ecs.records.service import ServiceRecord, ServiceStatus

MOST_AT_ONCE = 10


def describe_services(desk: Desk) -> Mapping[str, Any]:
    """Show services; those that are not there are listed as failures."""
    place, names = desk.place(), list(desk.request["services"])
    if not names:
        raise ApiError("InvalidParameterException", "Services cannot be empty.")
    if len(names) > MOST_AT_ONCE:
        raise ApiError("InvalidParameterException", "You can describe up to 10 services at once.")
    tags = "TAGS" in (desk.request.get("include") or [])
    shown, failures = [], []
    for name in names:
        record = desk.living.service(place.cluster, str(name))
        if record is None:
            failures.append({"arn": _arn(place.cluster_arn, str(name)), "reason": "MISSING"})
        else:
            shown.append(service_shape(desk, record, tags=tags))
    return {"services": shown, "failures": failures}


def _arn(cluster_arn: str, name: str) -> str:
    return name if name.startswith("arn:") else f"{cluster_arn.replace(':cluster/', ':service/')}/{name}"


def list_services(desk: Desk) -> Mapping[str, Any]:
    """List the ARNs of the services of a cluster."""
    place, request = desk.place(), desk.request
    found = sorted(
        record.arn
        for record in desk.living.services.values()
        if record.place.cluster == place.cluster
        and record.status is not ServiceStatus.INACTIVE
        and _fits(record, request)
    )
    return paged(request, "serviceArns", found, page=10)


def _fits(record: ServiceRecord, request: Mapping[str, Any]) -> bool:
    strategy = record.settings.get("schedulingStrategy") or "REPLICA"
    launch = record.primary.spec.get("launchType") if record.machine.deployment else None
    return request.get("schedulingStrategy") in {None, strategy} and request.get("launchType") in {
        None,
        launch,
    }
