"""One system's landscape: all that its Terraform would make, and the topology that says what stands where."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby

from deploy.model.secret_place import SecretPlace
from deploy.model.topology import Berth, Topology, parameter_name
from deploy.settings.component import Component
from deploy.settings.platform import LaunchType
from deploy.settings.schema import LedgerKind, Settings
from rehearsal.landscape.aws import Aws
from rehearsal.landscape.belongings import alarm, database, ledger_table, secret
from rehearsal.landscape.door import Carpenter
from rehearsal.landscape.machines import machines
from rehearsal.landscape.network import network
from rehearsal.landscape.roles import roles
from rehearsal.landscape.workloads import cluster, log_group, repository


class NoLandscape(Exception):
    """The system's settings do not say what a landscape needs."""


def build(aws: Aws, settings: Settings) -> Topology:
    """Make what is missing, and publish the topology."""
    platform = settings.platform.ecs_service
    if platform is None:
        raise NoLandscape(f"{settings.system} {settings.environment} has no table [platform.ecs_service]")
    ground, granted = network(aws), roles(aws, f"{settings.system}-{settings.environment}")
    cluster(aws, platform.cluster)
    if platform.launch_type is LaunchType.EC2:
        machines(aws, platform.cluster)
    carpenter = Carpenter(aws, ground, settings.system, platform)
    berths = tuple(_berth(carpenter, component) for component in settings.components)
    topology = Topology(
        system=settings.system,
        environment=settings.environment,
        account=aws.account,
        region=aws.region,
        cluster=platform.cluster,
        network=ground.network,
        roles=granted,
        berths=berths,
        secrets=tuple((name, secret(aws, name, keys)) for name, keys in _secrets(settings)),
        database=database(aws, settings),
        alarms=tuple(alarm(aws, name, settings.system) for c in settings.components for name in c.alarms),
    )
    _ledger(aws, settings)
    publish(aws, topology)
    return topology


def shelves(aws: Aws, settings: Settings) -> None:
    """Make the repositories and the ledger of a system alone."""
    for component in settings.components:
        repository(aws, component.repository)
    _ledger(aws, settings)


def publish(aws: Aws, topology: Topology) -> None:
    """Put the topology where deployments read it."""
    aws.client("ssm").put_parameter(
        Name=parameter_name(topology.system, topology.environment),
        Value=json.dumps(asdict(topology), sort_keys=True),
        Type="String",
        Tier="Advanced",
        Overwrite=True,
    )


def _berth(carpenter: Carpenter, component: Component) -> Berth:
    task = component.ecs_service
    if task and task.log_group:
        log_group(carpenter.aws, task.log_group)
    door = carpenter.door(component) if component.has_traffic and component.port else None
    uri = repository(carpenter.aws, component.repository)
    return Berth(component.name, uri, task.service if task else component.name, door)


def _secrets(settings: Settings) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each secret with the keys that are asked of it; none where it is asked for as a whole."""
    places = sorted({SecretPlace.of(text) for c in settings.components for text in c.secrets.values()})
    for name, asked in groupby(places, lambda place: place.name):
        yield name, tuple(place.key for place in asked if place.key)


def _ledger(aws: Aws, settings: Settings) -> None:
    if settings.ledger.kind is LedgerKind.DYNAMODB and settings.ledger.table:
        ledger_table(aws, settings.ledger.table)
