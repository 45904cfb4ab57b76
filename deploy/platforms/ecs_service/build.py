"""Builds the ECS platform for one system in one environment, from the topology that Terraform left."""

from dataclasses import replace

from deploy.errors import Refused, UsageError
from deploy.model.topology import Topology, parameter_name
from deploy.platforms.ecs_service.catalogue import TagCatalogue
from deploy.platforms.ecs_service.instances import EcsInstances
from deploy.platforms.ecs_service.maintenance import EcsScaling, Notices, Yard
from deploy.platforms.ecs_service.mooring import Mooring, Outlook
from deploy.platforms.ecs_service.preflight import EcsPreflight
from deploy.platforms.ecs_service.rolling import RollingStage, RollingTraffic
from deploy.platforms.ecs_service.stage import EcsStage
from deploy.platforms.ecs_service.traffic import EcsTraffic
from deploy.platforms.rooms import Rooms
from deploy.rollout.ports import Built, Place
from deploy.settings.component import Component
from deploy.settings.platform import EcsService, LaunchType
from deploy.settings.schema import Settings


def build(settings: Settings, rooms: Rooms) -> Built:
    """Every component in its berth."""
    platform, topology = _platform(settings), topology_of(settings, rooms)
    registry = rooms.registry()
    outlook = Outlook(
        ecs=rooms.ecs(topology.cluster),
        elb=rooms.elb(),
        web=rooms.web(),
        alarms=rooms.alarms(),
        logs=rooms.logs(),
        registry=registry,
        clock=rooms.clock,
    )
    yard = Yard(rooms.pages(), rooms.fleet(topology.cluster), rooms.autoscaling())

    def place(component: Component) -> Place:
        mooring = Mooring(component, settings, platform, topology, outlook)
        notices, scaling = Notices(mooring, yard.pages), EcsScaling(mooring, yard)
        if topology.berth(component.name).door is None:
            traffic = RollingTraffic(mooring, notices, scaling)
            rolling = Place(RollingStage(mooring), traffic, scaling, has_door=False)
            return replace(rolling, preflight=EcsPreflight(mooring), last_words=mooring.last_words)
        sided = Place(EcsStage(mooring), EcsTraffic(mooring, notices, scaling), scaling)
        return replace(sided, preflight=EcsPreflight(mooring), last_words=mooring.last_words)

    places = {component.name: place(component) for component in settings.components}
    is_ours = platform.launch_type is LaunchType.EC2
    instances = EcsInstances(yard.fleet, topology.berths) if is_ours else None
    return Built(places, TagCatalogue(registry, settings.components), instances=instances)


def _platform(settings: Settings) -> EcsService:
    if settings.platform.ecs_service is None:
        raise UsageError(
            "platform-without-table",
            what=f"{settings.system} in {settings.environment} does not say where its cluster is",
            why="its settings have no table [platform.ecs_service]",
            do=f"apps/reference.toml explains it; add it to apps/{settings.system}/app.toml",
        )
    return settings.platform.ecs_service


def topology_of(settings: Settings, rooms: Rooms) -> Topology:
    """What stands there; refused where nothing does, or where it is of another place."""
    from pydantic import TypeAdapter  # noqa: PLC0415 - heavy, and only needed here

    name = parameter_name(settings.system, settings.environment)
    text = rooms.parameters().text(name)
    if text is None:
        raise Refused(
            "topology-missing",
            what=f"nothing is known to stand for {settings.system} in {settings.environment}",
            why=f"the parameter {name} is not there",
            do="inv infra.apply; for a rehearsal: python -m rehearsal up --app " + settings.system,
        )
    topology = TypeAdapter(Topology).validate_json(text)
    _check_place(settings, topology)
    return topology


def _check_place(settings: Settings, topology: Topology) -> None:
    aws = settings.aws
    wanted = (aws.region, aws.account or topology.account) if aws else (topology.region, topology.account)
    if wanted != (topology.region, topology.account):
        raise Refused(
            "topology-of-another-place",
            what=f"the topology is of account {topology.account} in {topology.region}",
            why=f"the settings of {settings.environment} say account {wanted[1]} in {wanted[0]}",
            do="check the settings, the role and the region that you are signed in with",
        )
