"""One component of a system: its image, its door, how it changes over, and what it is given."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from deploy.model.goal import Manner, Strategy
from deploy.model.standing import ALL_TRAFFIC
from deploy.settings.constraints import (
    Command,
    CpuUnits,
    HttpPath,
    InsidePath,
    Mebibytes,
    Percent,
    Plain,
    Port,
    Replicas,
    Repository,
    Seconds,
    SecretName,
    SecretSource,
    Stages,
    Text,
    Times,
    Variable,
)
from deploy.settings.platform import PlatformKind

_HASH_LENGTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheck:
    """How the platform itself asks a copy whether it is well."""

    interval_seconds: Seconds = 10
    timeout_seconds: Seconds = 5
    threshold: Times = 3
    start_seconds: Seconds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How many copies there are, and between which bounds autoscaling may move."""

    count: Replicas = 1
    least: Replicas | None = None
    most: Replicas | None = None
    cpu_percent: Percent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EcsTask:
    """The component as an ECS service: its name, and the size of one ECS task."""

    service: Plain
    cpu_units: CpuUnits
    memory_mib: Mebibytes
    log_group: HttpPath | None = None
    container: Plain = "app"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentTable:
    """A table `[components.<name>]` as written."""

    repository: Repository
    context: InsidePath | None = None
    dockerfile: InsidePath | None = None
    command: Command | None = None
    platform: PlatformKind | None = None
    has_traffic: bool = True
    port: Port | None = None
    health_path: HttpPath | None = None
    strategy: Strategy = Strategy.BLUE_GREEN
    stages: Stages = (ALL_TRAFFIC,)
    watch_seconds: Seconds = 300
    alarms: tuple[Plain, ...] = ()
    health: HealthCheck = HealthCheck()
    scale: Scale = Scale()
    ecs_service: EcsTask | None = None
    environment: Mapping[Variable, Text] = field(default_factory=dict)
    secrets: Mapping[Variable, SecretName] = field(default_factory=dict)
    build_secrets: Mapping[Variable, SecretSource] = field(default_factory=dict)

    def named(self, name: str) -> "Component":
        """The component of that name."""
        return Component(name=name, **{part.name: getattr(self, part.name) for part in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Component(ComponentTable):
    """A component with its name."""

    name: str

    @property
    def config_hash(self) -> str:
        """One short word for everything that the component is given beside its image."""
        size = (self.ecs_service.cpu_units, self.ecs_service.memory_mib) if self.ecs_service else ()
        given = [dict(self.environment), dict(self.secrets), list(self.command or ()), self.port, size]
        return hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()[:_HASH_LENGTH]

    @property
    def manner(self) -> Manner:
        """How this component changes over, in the words of the planner."""
        return Manner(self.name, self.strategy, self.stages, self.watch_seconds, self.has_traffic)
