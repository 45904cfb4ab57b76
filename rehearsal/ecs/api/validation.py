"""What ECS refuses about a service before anything runs."""

import re
from collections.abc import Mapping
from typing import Any

from rehearsal.ecs.api.door import Desk, invalid
from rehearsal.ecs.controller.config import Config
from rehearsal.ecs.controller.words import Strategy
from rehearsal.ecs.tasks.definition import definition_by_arn

LONGEST_NAME = 255
TOKEN = re.compile(r"[!-~]{0,36}")


def check_spec(desk: Desk, spec: Mapping[str, Any], config: Config) -> None:
    """Refuse a revision that could not run."""
    definition = definition_by_arn(desk.backend, str(spec["taskDefinition"]))
    if definition.network_mode == "awsvpc" and not spec.get("networkConfiguration"):
        raise invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
    if spec.get("launchType") and spec.get("capacityProviderStrategy"):
        raise invalid("Specifying both a launch type and capacity provider strategy is not supported.")
    for entry in spec.get("loadBalancers") or []:
        _check_container(definition, entry)
        _check_groups(desk, entry, config)


def _check_container(definition: Any, entry: Mapping[str, Any]) -> None:  # noqa: ANN401 - moto's records have no type
    name, port = entry.get("containerName"), entry.get("containerPort")
    container = next((one for one in definition.container_definitions if one["name"] == name), None)
    if container is None:
        raise invalid(f"The container {name} does not exist in the task definition.")
    ports = {mapping.get("containerPort") for mapping in container.get("portMappings") or []}
    if port not in ports:
        raise invalid(f"The container {name} did not have a container port {port} defined.")


def _check_groups(desk: Desk, entry: Mapping[str, Any], config: Config) -> None:
    advanced = entry.get("advancedConfiguration") or {}
    if config.strategy is not Strategy.ROLLING and not advanced:
        raise invalid(
            f"Load balancers need an advancedConfiguration with the strategy {config.strategy.value}.",
        )
    needed = ("alternateTargetGroupArn", "productionListenerRule", "roleArn")
    missing = [name for name in needed if advanced and not advanced.get(name)]
    if missing:
        raise invalid(f"advancedConfiguration must have {', '.join(missing)}.")
    groups = desk.plane.backend("elbv2", desk.call.account, desk.call.region).target_groups
    for arn in filter(None, (entry.get("targetGroupArn"), advanced.get("alternateTargetGroupArn"))):
        if arn not in groups:
            raise invalid(f"The target group with targetGroupArn {arn} does not exist.")
        if config.strategy is Strategy.ROLLING and arn == entry["targetGroupArn"]:
            _check_attached(groups[arn])


def _check_attached(group: Any) -> None:  # noqa: ANN401 - moto's records have no type
    if not group.load_balancer_arns:
        raise invalid(
            f"The target group with targetGroupArn {group.arn} does not have an associated load balancer.",
        )


def check_name(name: str) -> None:
    """Refuse names that ECS refuses."""
    allowed = name.replace("-", "").replace("_", "")
    if not name or len(name) > LONGEST_NAME or not (allowed.isascii() and allowed.isalnum()):
        raise invalid(
            "Up to 255 letters (uppercase and lowercase), numbers, underscores, and hyphens are allowed."
        )


def check_count(request: Mapping[str, Any]) -> None:
    """Refuse a desired count that is none."""
    if int(request.get("desiredCount") or 0) < 0:
        raise invalid("The desiredCount cannot be negative.")


def client_token(request: Mapping[str, Any]) -> str:
    """Give the token that makes a request idempotent; empty where none was sent."""
    token = str(request.get("clientToken") or "")
    if TOKEN.fullmatch(token) is None:
        raise invalid("The clientToken can have up to 36 ASCII characters in the range of 33-126.")
    return token
