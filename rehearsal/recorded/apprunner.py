"""App Runner as records: services that are RUNNING as soon as they are asked for."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from rehearsal.control.gaps import ApiError, Call
from rehearsal.control.plane import ControlPlane
from rehearsal.recorded.shelf import Record, Shelf, tag_list, tag_map, untie

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTINGS = (
    "SourceConfiguration",
    "EncryptionConfiguration",
    "ObservabilityConfiguration",
)
INSTANCE = {"Cpu": "1024", "Memory": "2048"}
NETWORK = {
    "EgressConfiguration": {"EgressType": "DEFAULT"},
    "IngressConfiguration": {"IsPubliclyAccessible": True},
    "IpAddressType": "IPV4",
}
HEALTH = {
    "Protocol": "TCP",
    "Path": "/",
    "Interval": 5,
    "Timeout": 2,
    "HealthyThreshold": 1,
    "UnhealthyThreshold": 5,
}

# autoscalingconfiguration/NAME[/REVISION[/ID]]; without a revision the newest is meant: here the first.
CONFIGURATION = re.compile(r":autoscalingconfiguration/([^/]+)(?:/(\d+)(?:/.*)?)?$")


class AppRunner:
    """The operations on services and their tags."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def create(self, call: Call) -> Record:
        """CreateService."""
        name = call.request["ServiceName"]
        services = self._services(call)
        if any(service["ServiceName"] == name for service in services.values()):
            raise ApiError(
                "InvalidRequestException", f"Service with the provided name already exists: {name}."
            )
        number = uuid4().hex
        arn = f"arn:aws:apprunner:{call.region}:{call.account}:service/{name}/{number}"
        services[arn] = _service(call, arn, number)
        self._tags(call)[arn] = tag_map(call.request.get("Tags", []))
        return _with_operation(services[arn])

    def describe(self, call: Call) -> Record:
        """DescribeService."""
        return {"Service": self._find(call)}

    def update(self, call: Call) -> Record:
        """UpdateService."""
        service = self._find(call)
        service.update({key: call.request[key] for key in SETTINGS if key in call.request})
        for key in ("InstanceConfiguration", "NetworkConfiguration", "HealthCheckConfiguration"):
            service[key] = {**service[key], **call.request.get(key, {})}
        if "AutoScalingConfigurationArn" in call.request:
            service["AutoScalingConfigurationSummary"] = _scaling(call)
        service["UpdatedAt"] = datetime.now(UTC)
        return _with_operation(service)

    def delete(self, call: Call) -> Record:
        """DeleteService."""
        service = self._find(call)
        del self._services(call)[service["ServiceArn"]]
        self._tags(call).pop(service["ServiceArn"], None)
        return _with_operation({**service, "Status": "DELETED", "DeletedAt": datetime.now(UTC)})

    def list_services(self, call: Call) -> Record:
        """ListServices."""
        shown = ("ServiceName", "ServiceId", "ServiceArn", "ServiceUrl", "CreatedAt", "UpdatedAt", "Status")
        return {
            "ServiceSummaryList": [
                {key: service[key] for key in shown} for service in self._services(call).values()
            ],
        }

    def pause(self, call: Call) -> Record:
        """PauseService."""
        return self._in_state(call, "PAUSED")

    def resume(self, call: Call) -> Record:
        """ResumeService."""
        return self._in_state(call, "RUNNING")

    def start_deployment(self, call: Call) -> Record:
        """StartDeployment."""
        self._find(call)
        return {"OperationId": str(uuid4())}

    def list_tags(self, call: Call) -> Record:
        """ListTagsForResource."""
        return {"Tags": tag_list(self._tags_of(call))}

    def tag(self, call: Call) -> Record:
        """TagResource."""
        self._tags_of(call).update(tag_map(call.request["Tags"]))
        return {}

    def untag(self, call: Call) -> Record:
        """UntagResource."""
        return untie(self._tags_of(call), call.request["TagKeys"])

    def _in_state(self, call: Call, status: str) -> Record:
        service = self._find(call)
        service["Status"] = status
        return _with_operation(service)

    def _services(self, call: Call) -> dict[str, Record]:
        return self._shelf.drawer("apprunner-service", call.account, call.region)

    def _tags(self, call: Call) -> dict[str, Record]:
        return self._shelf.drawer("apprunner-tags", call.account, call.region)

    def _tags_of(self, call: Call) -> dict[str, str]:
        return self._tags(call).setdefault(call.request["ResourceArn"], {})

    def _find(self, call: Call) -> Record:
        arn = call.request["ServiceArn"]
        service = self._services(call).get(arn)
        if service is None:
            raise ApiError("ResourceNotFoundException", f"Service cannot be found: {arn}.")
        return service


def register(plane: ControlPlane, shelf: Shelf) -> None:
    """Answer App Runner's operations."""
    runner = AppRunner(shelf)
    answers = {
        "CreateService": runner.create,
        "DescribeService": runner.describe,
        "UpdateService": runner.update,
        "DeleteService": runner.delete,
        "ListServices": runner.list_services,
        "PauseService": runner.pause,
        "ResumeService": runner.resume,
        "StartDeployment": runner.start_deployment,
        "ListTagsForResource": runner.list_tags,
        "TagResource": runner.tag,
        "UntagResource": runner.untag,
    }
    for operation, answer in answers.items():
        plane.gap("apprunner", operation, answer)


def _service(call: Call, arn: str, number: str) -> Record:
    now = datetime.now(UTC)
    request: Mapping[str, Any] = call.request
    return {
        "ServiceName": request["ServiceName"],
        "ServiceId": number,
        "ServiceArn": arn,
        "ServiceUrl": f"{number[:10]}.{call.region}.awsapprunner.com",
        "CreatedAt": now,
        "UpdatedAt": now,
        "Status": "RUNNING",
        **{key: request[key] for key in SETTINGS if key in request},
        "InstanceConfiguration": {**INSTANCE, **request.get("InstanceConfiguration", {})},
        "NetworkConfiguration": {**NETWORK, **request.get("NetworkConfiguration", {})},
        "HealthCheckConfiguration": {**HEALTH, **request.get("HealthCheckConfiguration", {})},
        "AutoScalingConfigurationSummary": _scaling(call),
    }


def _scaling(call: Call) -> Record:
    default = (
        f"arn:aws:apprunner:{call.region}:{call.account}:"
        "autoscalingconfiguration/DefaultConfiguration/1/00000000000000000000000000000001"
    )
    arn = call.request.get("AutoScalingConfigurationArn", default)
    found = CONFIGURATION.search(arn)
    if found is None:
        raise ApiError("InvalidRequestException", f"{arn} is no ARN of an auto scaling configuration.")
    return {
        "AutoScalingConfigurationArn": arn,
        "AutoScalingConfigurationName": found[1],
        "AutoScalingConfigurationRevision": int(found[2] or 1),
    }


def _with_operation(service: Record) -> Record:
    return {"Service": service, "OperationId": str(uuid4())}
