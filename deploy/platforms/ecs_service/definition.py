"""The task definition of a component in a release; pure."""

from collections.abc import Mapping

from deploy.connectors.ecs.port import Definition
from deploy.errors import UsageError
from deploy.model.release import NO_SCHEMA, Release
from deploy.model.secret_place import SecretPlace
from deploy.model.topology import Berth, Topology
from deploy.settings.component import Component, EcsTask
from deploy.settings.platform import LaunchType

RELEASE_VARIABLE = "SWINGBRIDGE_RELEASE"
"""How a running copy knows which release it is, to say so through the door."""
DIGEST_VARIABLE = "SWINGBRIDGE_DIGEST"
CONFIG_VARIABLE = "SWINGBRIDGE_CONFIG"
SCHEMA_VARIABLE = "SWINGBRIDGE_SCHEMA"


def definition(
    release: Release,
    component: Component,
    berth: Berth,
    topology: Topology,
    launch_type: LaunchType = LaunchType.FARGATE,
) -> Definition:
    """What is registered for a component: by digest, never by tag."""
    task = ecs_task(component)
    artifact = release.artifact(component.name)
    request: dict[str, object] = {
        "requiresCompatibilities": [launch_type.value],
        "networkMode": "awsvpc",
        "cpu": str(task.cpu_units),
        "memory": str(task.memory_mib),
        "executionRoleArn": topology.roles.execution,
        "taskRoleArn": topology.roles.task,
        "containerDefinitions": [
            _container(release, component, f"{berth.repository}@{artifact.digest}", topology)
        ],
    }
    return Definition(berth.service, release.name, request)


def ecs_task(component: Component) -> EcsTask:
    """The table that says how large an ECS task is."""
    if component.ecs_service is None:
        raise UsageError(
            "component-without-ecs-table",
            what=f"component {component.name} cannot run on ECS",
            why=f"its settings have no table [components.{component.name}.ecs_service]",
            do="add service, cpu_units and memory_mib there; apps/reference.toml explains them",
        )
    return component.ecs_service


def _container(
    release: Release, component: Component, image: str, topology: Topology
) -> Mapping[str, object]:
    task = ecs_task(component)
    variables = {**component.environment, **_identity(release, component)}
    made: dict[str, object] = {
        "name": task.container,
        "image": image,
        "essential": True,
        "environment": [{"name": name, "value": value} for name, value in sorted(variables.items())],
        "secrets": _secrets(component, dict(topology.secrets)),
    }
    if component.port:
        made["portMappings"] = [{"containerPort": component.port, "protocol": "tcp"}]
    if component.command:
        made["command"] = list(component.command)
    if task.log_group:
        made["logConfiguration"] = _logs(task.log_group, topology.region)
    return made


def _identity(release: Release, component: Component) -> Mapping[str, str]:
    """What a copy can say of itself beside its name; the schema only where the release brings one."""
    artifact = release.artifact(component.name)
    schema = "" if release.schema == NO_SCHEMA else release.schema.revision
    told = {DIGEST_VARIABLE: artifact.digest, CONFIG_VARIABLE: artifact.config_hash, SCHEMA_VARIABLE: schema}
    return {RELEASE_VARIABLE: release.name} | {name: value for name, value in told.items() if value}


def _secrets(component: Component, known: Mapping[str, str]) -> list[Mapping[str, str]]:
    places = {variable: SecretPlace.of(written) for variable, written in component.secrets.items()}
    missing = sorted({place.name for place in places.values()} - set(known))
    if missing:
        raise UsageError(
            "secret-not-in-topology",
            what=f"component {component.name} needs secrets that do not exist: {', '.join(missing)}",
            why="the topology lists no secret of that name",
            do="inv infra.apply makes them; inv secrets.put fills them",
        )
    return [
        {"name": variable, "valueFrom": place.reference(known[place.name])}
        for variable, place in sorted(places.items())
    ]


def _logs(group: str, region: str) -> Mapping[str, object]:
    """Streams are named ecs/<container>/<ECS task>; a group of its own tells components apart."""
    options = {"awslogs-group": group, "awslogs-region": region, "awslogs-stream-prefix": "ecs"}
    return {"logDriver": "awslogs", "options": options}
