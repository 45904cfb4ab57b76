"""Where a system runs: the kind of platform, and one table for each kind."""

from dataclasses import dataclass
from enum import StrEnum

from deploy.settings.constraints import (
    Account,
    Host,
    HttpPath,
    InsidePath,
    LoopbackUrl,
    Mebibytes,
    Plain,
    Port,
    Region,
    Replicas,
    Seconds,
    Share,
)


class PlatformKind(StrEnum):
    """The platforms that this repository has a plan for."""

    MEMORY = "memory"
    ECS_SERVICE = "ecs-service"
    HOSTS = "hosts"
    APP_RUNNER = "app-runner"
    STATIC_SITE = "static-site"
    COMPOSE = "compose"
    SWARM = "swarm"
    KUBERNETES = "kubernetes"
    CLOUD_RUN = "cloud-run"
    ACI = "aci"

    @property
    def table(self) -> str:
        """The key of this kind's own table under `[platform]`."""
        return self.value.replace("-", "_")

    @property
    def is_on_aws(self) -> bool:
        """Whether it needs an AWS account."""
        return self in {PlatformKind.ECS_SERVICE, PlatformKind.APP_RUNNER, PlatformKind.STATIC_SITE}


class LaunchType(StrEnum):
    """What ECS tasks run on."""

    FARGATE = "FARGATE"
    EC2 = "EC2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aws:
    """The account and region that a run must find itself in, else it refuses."""

    region: Region
    account: Account | None = None
    endpoint: LoopbackUrl | None = None
    endpoint_file: InsidePath | None = None
    connect_seconds: Seconds = 5
    answer_seconds: Seconds = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryPlatform:
    """A platform that lives in a file on this machine."""

    path: InsidePath | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EcsService:
    """ECS services, driven through the deployment controller of ECS itself."""

    cluster: Plain
    launch_type: LaunchType = LaunchType.FARGATE
    capacity_provider: Plain | None = None
    front_port: Port = 443
    test_port: Port = 8443
    drain_seconds: Seconds = 300
    idle_seconds: Seconds = 60
    sticky_seconds: Seconds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """Machines reached over SSH: two systemd units each, and nginx in front."""

    addresses: tuple[Host, ...]
    user: Plain
    folder: HttpPath
    unit: Plain
    upstream: Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class AppRunner:
    """An App Runner service; new accounts run the same image on ECS Express."""

    service: Plain
    max_concurrency: Replicas = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticSite:
    """A bucket behind a CDN, one prefix for each release."""

    bucket: Plain
    source: InsidePath
    index: InsidePath = "index.html"
    not_found: InsidePath = "404.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compose:
    """One machine with Docker Compose."""

    file: InsidePath
    project: Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Swarm:
    """A Docker Swarm stack."""

    stack: Plain
    replicas: Replicas = 3
    max_per_node: Replicas = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Kubernetes:
    """A Deployment and a Service in one namespace."""

    namespace: Plain
    deployment: Plain
    service: Plain
    replicas: Replicas = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudRun:
    """A Cloud Run service; traffic moves between its revisions."""

    service: Plain
    region: Region
    max_scale: Replicas = 10
    concurrency: Replicas = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Aci:
    """An Azure container group; it has no second side of its own."""

    resource_group: Plain
    container_group: Plain
    cpu: Share = 1
    memory_mib: Mebibytes = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """The kind in use, and the tables of the kinds this system knows."""

    kind: PlatformKind
    memory: MemoryPlatform = MemoryPlatform()
    ecs_service: EcsService | None = None
    hosts: Hosts | None = None
    app_runner: AppRunner | None = None
    static_site: StaticSite | None = None
    compose: Compose | None = None
    swarm: Swarm | None = None
    kubernetes: Kubernetes | None = None
    cloud_run: CloudRun | None = None
    aci: Aci | None = None
