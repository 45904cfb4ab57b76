"""Every setting there is: `SettingsFile` is what the files say, `Settings` what the house is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Annotated, ClassVar

from annotated_types import Ge, Le, Len

from deploy.model.goal import Manner
from deploy.settings.component import Component, ComponentTable
from deploy.settings.constraints import (
    Channel,
    Command,
    Host,
    Hours,
    ImageReference,
    InsidePath,
    Milliseconds,
    Name,
    Plain,
    Registry,
    Seconds,
    SecretName,
    Share,
    TagScheme,
    Text,
    Times,
)
from deploy.settings.platform import Aws, Platform, PlatformKind
from deploy.settings.supply import Days, Scan, Signing

_ON_THIS_MACHINE = ("local", "memory")


class LedgerKind(StrEnum):
    """Where the lease and the ledger are kept."""

    SQLITE = "sqlite"
    DYNAMODB = "dynamodb"


class BuildNetwork(StrEnum):
    """What the lines of a Dockerfile can reach while they run."""

    DEFAULT = "default"
    NONE = "none"


class Engine(StrEnum):
    """The databases we can back up and migrate."""

    POSTGRES = "postgres"
    SQLITE = "sqlite"


class Architecture(StrEnum):
    """What the machines of an environment can run."""

    AMD64 = "linux/amd64"
    ARM64 = "linux/arm64"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The kind of store, and its place: a file for sqlite, a table for dynamodb."""

    kind: LedgerKind
    path: InsidePath | None = None
    table: Plain | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How long we wait for what, and how often we look."""

    healthy_seconds: Seconds = 600
    no_progress_seconds: Seconds = 180
    interval_seconds: Seconds = 2
    migrate_seconds: Seconds = 1800
    drain_seconds: Seconds = 300
    outage_seconds: Seconds = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    """What has to come back through a door before it is believed."""

    answers_in_a_row: Times = 5
    good_percent: Share = 99.9
    window_seconds: Seconds = 10
    settle_seconds: Seconds = 20
    least_requests: Times = 20
    p95_milliseconds: Milliseconds | None = None
    domain: Host | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvals:
    """What a release must show before it may go here."""

    needs_digest: bool = True
    needs_clean_tree: bool = False
    needs_signature: bool = False
    scan_days: Days | None = None
    branch: Plain | None = None
    approvers: Plain | None = None
    windows: tuple[Hours, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Images:
    """Where images go and how they are called."""

    registry: Registry | None = None
    tag_scheme: TagScheme = "sha-{sha}"
    architecture: Architecture = Architecture.AMD64
    base: ImageReference | None = None
    build_network: BuildNetwork = BuildNetwork.DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """The database that belongs to a release: how it is migrated and how long its backups are kept."""

    engine: Engine
    instance: Plain | None = None
    name: Plain | None = None
    component: Name
    migration_command: Command
    revision_command: Command | None = None
    backup_before_migrate: bool = True
    backup_days: Annotated[int, Ge(1), Le(35)] = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """Who hears of a start, a verdict and a rollback."""

    slack_channel: Channel | None = None
    slack_webhook_secret: SecretName | None = None
    sns_topic: Plain | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """What the maintenance page says, and when a maintenance counts as forgotten."""

    notice: Annotated[Text, Len(1, 150)] | None = None
    retry_seconds: Seconds = 60
    forgotten_seconds: Seconds = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedTables:
    """What is the same in the files and in `Settings`."""

    platform: Platform
    ledger: Ledger
    is_production: bool = False
    revert_seconds: Seconds = 900
    lease_seconds: Annotated[float, Ge(10), Le(900)] = 90
    bake_seconds: Seconds = 300
    aws: Aws | None = None
    images: Images = Images()
    waits: Waits = Waits()
    verify: Verify = Verify()
    approvals: Approvals = Approvals()
    scan: Scan = field(default_factory=Scan)
    signing: Signing = field(default_factory=Signing)
    notify: Notify = Notify()
    maintenance: Maintenance = Maintenance()
    database: Database | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsFile(SharedTables):
    """`app.toml` with one environment's file laid over it."""

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "strict": True}

    components: Annotated[Mapping[Name, ComponentTable], Len(1, 20)]
    shift_order: tuple[Name, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(SharedTables):
    """Everything that is decided about one system in one environment."""

    system: str
    environment: str
    components: tuple[Component, ...]
    """In the order in which traffic moves."""

    @classmethod
    def of(cls, system: str, environment: str, file: SettingsFile) -> "Settings":
        """The settings that the files amount to."""
        order = file.shift_order or tuple(file.components)
        shared = {part.name: getattr(file, part.name) for part in fields(SharedTables)}
        components = tuple(file.components[name].named(name) for name in order)
        return cls(system=system, environment=environment, components=components, **shared)

    def component(self, name: str) -> Component:
        """The component of that name."""
        return next(c for c in self.components if c.name == name)

    def platform_of(self, component: Component) -> PlatformKind:
        """The platform that a component runs on: its own, or the system's."""
        return component.platform or self.platform.kind

    @property
    def is_shared(self) -> bool:
        """Whether others rely on the environment: on every one that does not live on this machine alone."""
        return self.is_production or self.environment not in _ON_THIS_MACHINE

    @property
    def is_on_aws(self) -> bool:
        """Whether anything of it is in an AWS account: a component, or the ledger."""
        kinds = {self.platform_of(component) for component in self.components}
        return self.ledger.kind is LedgerKind.DYNAMODB or any(kind.is_on_aws for kind in kinds)

    def manners(self) -> tuple[Manner, ...]:
        """How each component changes over, in the order in which traffic moves."""
        return tuple(component.manner for component in self.components)
