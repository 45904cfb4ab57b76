"""The first deployment of a component makes its service; pure.

Terraform's AWS provider cannot say what a service with two sides looks like, so the service is the deployer's
from the start, and Terraform keeps to the cluster, the doors and the roles.
"""

import hashlib
from collections.abc import Mapping

from deploy.connectors.ecs.port import Creation
from deploy.model.release import Release
from deploy.model.topology import Door, Topology
from deploy.platforms.ecs_service.definition import ecs_task
from deploy.settings.component import Component
from deploy.settings.platform import EcsService


def creation(release: Release, component: Component, platform: EcsService, topology: Topology) -> Creation:
    """What the service of a component is made with."""
    berth = topology.berth(component.name)
    network = {
        "subnets": list(topology.network.subnets),
        "securityGroups": list(topology.network.security_groups),
    }
    request: dict[str, object] = {
        **_capacity(platform),
        "networkConfiguration": {"awsvpcConfiguration": network},
    }
    if berth.door:
        request["loadBalancers"] = [_entry(component, berth.door, topology)]
        request["healthCheckGracePeriodSeconds"] = int(component.health.start_seconds or 0)
    words = f"{topology.system}/{topology.environment}/{berth.service}/{release.name}"
    return Creation(hashlib.sha256(words.encode()).hexdigest()[:32], request)


def _capacity(platform: EcsService) -> Mapping[str, object]:
    """A capacity provider starts and stops the machines itself; ECS takes it or a launch type, never both."""
    if platform.capacity_provider is None:
        return {"launchType": platform.launch_type.value}
    return {"capacityProviderStrategy": [{"capacityProvider": platform.capacity_provider, "weight": 1}]}


def _entry(component: Component, door: Door, topology: Topology) -> Mapping[str, object]:
    """Both target groups and both rules, which ECS demands before its first deployment with two sides."""
    return {
        "targetGroupArn": door.target_group,
        "containerName": ecs_task(component).container,
        "containerPort": component.port,
        "advancedConfiguration": {
            "alternateTargetGroupArn": door.alternate_target_group,
            "productionListenerRule": door.production_rule,
            "testListenerRule": door.test_rule,
            "roleArn": topology.roles.infrastructure,
        },
    }
