"""Cluster, repositories, log groups, and a service without tasks for each component."""

from contextlib import suppress
from typing import Any

from deploy.model.topology import Berth, Door, Network, Roles
from deploy.settings.component import Component
from deploy.settings.platform import EcsService
from rehearsal.landscape.aws import Aws

NO_IMAGE = "nothing-yet"
"""The tag of the placeholder; a service starts at zero tasks, so nobody ever pulls it."""


def cluster(aws: Aws, name: str) -> None:
    """The cluster; making it again changes nothing."""
    aws.client("ecs").create_cluster(clusterName=name)


def repository(aws: Aws, name: str) -> str:
    """The address of an image repository whose tags never move."""
    ecr = aws.client("ecr")
    with suppress(ecr.exceptions.RepositoryAlreadyExistsException):
        ecr.create_repository(repositoryName=name, imageTagMutability="IMMUTABLE")
    return str(ecr.describe_repositories(repositoryNames=[name])["repositories"][0]["repositoryUri"])


def log_group(aws: Aws, name: str) -> None:
    """A log group."""
    logs = aws.client("logs")
    with suppress(logs.exceptions.ResourceAlreadyExistsException):
        logs.create_log_group(logGroupName=name)


def service(
    aws: Aws, platform: EcsService, berth: Berth, network: Network, roles: Roles, component: Component
) -> None:
    """A service at zero tasks: the first deployment gives it its first revision and its count."""
    ecs = aws.client("ecs")
    found = ecs.describe_services(cluster=platform.cluster, services=[berth.service])["services"]
    if any(one["status"] == "ACTIVE" for one in found):
        return
    ecs.create_service(
        cluster=platform.cluster,
        serviceName=berth.service,
        taskDefinition=_placeholder(ecs, berth, roles, component),
        desiredCount=0,
        launchType=platform.launch_type.value,
        networkConfiguration={
            "awsvpcConfiguration": {
                "subnets": list(network.subnets),
                "securityGroups": list(network.security_groups),
            }
        },
        loadBalancers=_doors(berth.door, roles, component),
    )


def _placeholder(ecs: Any, berth: Berth, roles: Roles, component: Component) -> str:  # noqa: ANN401 - boto3 ships no types
    ports = [{"containerPort": component.port}] if component.port else []
    task = component.ecs_service
    container = {
        "name": task.container if task else component.name,
        "image": f"{berth.repository}:{NO_IMAGE}",
        "portMappings": ports,
    }
    made = ecs.register_task_definition(
        family=berth.service,
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu=str(task.cpu_units if task else 256),
        memory=str(task.memory_mib if task else 512),
        executionRoleArn=roles.execution,
        taskRoleArn=roles.task,
        containerDefinitions=[container],
    )
    return str(made["taskDefinition"]["taskDefinitionArn"])


def _doors(door: Door | None, roles: Roles, component: Component) -> list[dict[str, object]]:
    if door is None or component.port is None:
        return []
    task = component.ecs_service
    return [
        {
            "targetGroupArn": door.target_group,
            "containerName": task.container if task else component.name,
            "containerPort": component.port,
            "advancedConfiguration": {
                "alternateTargetGroupArn": door.alternate_target_group,
                "productionListenerRule": door.production_rule,
                "testListenerRule": door.test_rule,
                "roleArn": roles.infrastructure,
            },
        }
    ]
