"""New revisions and new deployments of a service."""

import secrets
from collections.abc import Mapping
from typing import Any

from rehearsal.ecs.api.configuration import read_config, with_defaults
from rehearsal.ecs.api.door import Desk
from rehearsal.ecs.controller.requests import Order, begin
from rehearsal.ecs.records.service import Revision, ServiceRecord

# The members of a request that make a revision; the second set starts a deployment when they change.
REVISION_MEMBERS = (
    "taskDefinition",
    "launchType",
    "capacityProviderStrategy",
    "platformVersion",
    "loadBalancers",
    "serviceRegistries",
    "networkConfiguration",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
)
TRIGGERS = frozenset(REVISION_MEMBERS) - {"launchType", "capacityProviderStrategy"}
# Kept with the revision, so that an old deployment still shows what it was made with.
CONFIGURATION = "deploymentConfiguration"
SETTINGS_MEMBERS = (
    "deploymentConfiguration",
    "deploymentController",
    "healthCheckGracePeriodSeconds",
    "enableExecuteCommand",
    "enableECSManagedTags",
    "propagateTags",
    "placementConstraints",
    "placementStrategy",
    "availabilityZoneRebalancing",
    "schedulingStrategy",
    "role",
    "tags",
)


STEPS = frozenset({"canaryConfiguration", "linearConfiguration"})
"""Members of a deployment configuration that belong to one strategy."""


def chosen(request: Mapping[str, Any], members: tuple[str, ...]) -> dict[str, Any]:
    """Pick the members that were sent."""
    return {name: request[name] for name in members if request.get(name) is not None}


def merged_settings(old: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """Take over what was sent; members of the deployment configuration that were not sent stay.

    Steps of a strategy that is no more would make every later update wrong, so they go with it.
    """
    result = {**old, **sent}
    if "deploymentConfiguration" in sent:
        before = old.get("deploymentConfiguration") or {}
        new = sent["deploymentConfiguration"]
        is_other = new.get("strategy", before.get("strategy")) != before.get("strategy")
        stays = {name: value for name, value in before.items() if not (is_other and name in STEPS)}
        result["deploymentConfiguration"] = {**stays, **new}
    return result


def controlled_by_ecs(settings: Mapping[str, Any]) -> bool:
    """Say whether ECS's own controller deploys this service."""
    controller = settings.get("deploymentController") or {}
    return str(controller.get("type", "ECS")) == "ECS"


def order_deployment(desk: Desk, record: ServiceRecord, spec: dict[str, Any]) -> None:
    """Make a revision of a spec and start its deployment; one that runs is superseded."""
    prefix = record.arn.replace(":service/", ":{kind}/", 1)
    number = str(10**18 + secrets.randbelow(9 * 10**18))
    sent = record.settings.get("deploymentConfiguration") or {}
    whole = {**spec, CONFIGURATION: with_defaults(sent)}
    revision = Revision(f"{prefix.format(kind='service-revision')}/{number}", desk.now, whole)
    record.revisions[revision.arn] = revision
    if not controlled_by_ecs(record.settings):
        return
    running = {task.origin.revision for task in desk.living.tasks_of(record.arn) if task.wanted}
    order = Order(
        arn=f"{prefix.format(kind='service-deployment')}/{secrets.token_urlsafe(16)[:21]}",
        target=revision.arn,
        config=read_config(sent),
        sources=tuple(sorted(running)),
    )
    record.machine, superseded = begin(record.machine, order, desk.now)
    if superseded is not None:
        record.deployments[superseded.arn] = superseded
    record.remember()
