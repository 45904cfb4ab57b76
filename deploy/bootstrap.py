"""The only place where real adapters are built: settings in, a world out."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from deploy.connectors.aws.clients import Clients
from deploy.connectors.clock.port import Clock
from deploy.connectors.clock.system import SystemClock
from deploy.connectors.docker.choice import choose_builder
from deploy.connectors.docker.port import Builder
from deploy.connectors.docker.shelf import Shelf
from deploy.connectors.ecs.boto import BotoEcs
from deploy.connectors.elb.boto import BotoElb
from deploy.connectors.ledger.port import LeaseStore, LedgerStore
from deploy.connectors.parameters.boto import BotoParameters
from deploy.connectors.process.port import ProcessRunner
from deploy.connectors.process.runner import ChildRunner, Surroundings
from deploy.connectors.registry.docker_login import docker_login
from deploy.connectors.registry.ecr import EcrRegistry
from deploy.connectors.registry.ecr_login import ecr_line
from deploy.connectors.registry.folder import FolderRegistry
from deploy.connectors.registry.line import Line
from deploy.connectors.registry.port import Destination
from deploy.connectors.registry.pusher import RegistryPusher
from deploy.connectors.scanner.hadolint import Hadolint
from deploy.connectors.scanner.hygiene import Hygiene
from deploy.connectors.scanner.planted import PlantedSecrets
from deploy.connectors.scanner.port import Scanner, Specimen
from deploy.connectors.scanner.sbom import BillOfMaterials, cyclonedx
from deploy.connectors.scanner.trivy import Trivy
from deploy.connectors.web.client import WebClient
from deploy.engine.attention import Attention
from deploy.engine.events import Said, Screen, TrafficMoved
from deploy.engine.journal import Author, Journal
from deploy.engine.lease import Lease
from deploy.engine.order import Errand, Order
from deploy.engine.pen import LedgerPen
from deploy.engine.runner import Desk, Runner
from deploy.engine.waiting import Patience, Waiter
from deploy.errors import ExitCode, UsageError
from deploy.model.history import History, history_of
from deploy.model.lease import Claim
from deploy.model.secret import Redaction
from deploy.platforms import Build
from deploy.rollout.orders import Lookout
from deploy.rollout.ports import Catalogue, Ground
from deploy.rollout.steps.ground import Grounded
from deploy.settings.component import Component
from deploy.settings.endpoint import place_of
from deploy.settings.platform import PlatformKind
from deploy.settings.schema import LedgerKind, Settings

LONGEST_CALL_SECONDS = 120.0
"""For how long one call to the outside may keep the main thread from saying that it is alive."""


class Store(LeaseStore, LedgerStore, Protocol):
    """Lease and ledger of one system in one environment."""


@dataclass(frozen=True)
class Outside:
    """What a world is built upon."""

    root: Path
    clock: Clock
    screen: Screen
    store: Store
    build: Build
    processes: ProcessRunner


@dataclass(frozen=True)
class RealRooms:
    """The real rooms, each opened where a platform asks for it."""

    root: Path
    clock: Clock
    guard: Callable[[], None]
    clients: Clients

    def ecs(self, cluster: str) -> BotoEcs:
        """One cluster."""
        return BotoEcs(self.clients.of("ecs"), cluster, self.guard)

    def elb(self) -> BotoElb:
        """The load balancers."""
        return BotoElb(self.clients.of("elbv2"))

    def parameters(self) -> BotoParameters:
        """Documents that Terraform left."""
        return BotoParameters(self.clients.of("ssm"))

    def registry(self) -> EcrRegistry:
        """The images."""
        return EcrRegistry(self.clients.of("ecr"))

    def web(self) -> WebClient:
        """The outside, as users reach it."""
        return WebClient(self.clock)


@dataclass(frozen=True)
class Person:
    """Who runs the tool, how the run is called, and what the person has said beforehand."""

    who: str
    where: str
    run: str
    tool: str
    ask: Callable[[str], None]
    check_signal: Callable[[], None]
    wait_seconds: float = 0.0


@dataclass(frozen=True)
class Office:
    """The lease and the ledger of one run, and the desk that a runner works at."""

    lease: Lease
    attention: Attention
    author: Author
    pen: LedgerPen
    desk: Desk


@dataclass(frozen=True)
class Workshop:
    """Where the images of one system are built, and where they go; nothing in it needs a platform."""

    settings: Settings
    outside: Outside
    shelf: Shelf
    office: Office

    @cached_property
    def builder(self) -> Builder:
        """The builder of this machine; asks once whether a Docker engine answers."""
        environment, say = self.settings.environment, self.outside.screen.show
        return choose_builder(self.outside.processes, self.shelf, environment, lambda line: say(Said(line)))

    def destination(self, component: Component) -> Destination:
        """The registry of a component's images."""
        settings, clock = self.settings, self.outside.clock
        if settings.platform.kind is PlatformKind.MEMORY:
            place = f".swingbridge/{settings.system}/{settings.environment}/registry"
            return FolderRegistry(self.outside.root / place)
        host = settings.images.registry
        if host:
            return RegistryPusher(lambda: Line(host, docker_login(os.environ, host)), clock)
        ecr = Clients(*place_of(settings, self.outside.root)).of("ecr")
        return RegistryPusher(lambda: ecr_line(ecr, component.repository), clock)

    def scanner(self, name: str) -> Scanner:
        """The tool of that name."""
        own: tuple[Scanner, ...] = (Hygiene(), PlantedSecrets(), BillOfMaterials())
        tools: tuple[Scanner, ...] = (Hadolint(self.outside.processes), Trivy(self.outside.processes))
        return next(scanner for scanner in (*own, *tools) if scanner.name == name)

    def bill_of_materials(self, specimen: Specimen) -> dict[str, object]:
        """What an image is made of, as CycloneDX."""
        return cyclonedx(specimen)

    def history(self) -> History:
        """What is remembered of the environment."""
        return history_in(self.outside.store)

    def carry_out(self, order: "Order[Workshop]", *, only_plan: bool) -> ExitCode:
        """Run the order, or print its plan and stop."""
        runner: Runner[Workshop] = Runner(self, self.office.desk)
        return runner.show(order) if only_plan else runner.run(order)


@dataclass(frozen=True)
class World:
    """One system in one environment, ready to be looked at and acted upon."""

    settings: Settings
    outside: Outside
    ground: Ground
    lookout: Lookout
    catalogue: Catalogue
    lease: Lease
    desk: Desk
    author: Author

    def open_journal(self) -> Journal:
        """The ledger, for rows outside any plan; the lease has to be held."""
        return Journal(self.outside.store, lambda: self.lease.holder, self.outside.clock, self.author)

    def carry_out(self, order: Order[Grounded], *, only_plan: bool) -> ExitCode:
        """Run the order, or print its plan and stop."""
        runner: Runner[Grounded] = Runner(self, self.desk)
        return runner.show(order) if only_plan else runner.run(order)


def open_store(root: Path, settings: Settings) -> Store:
    """The store that the settings name; opening it touches nothing."""
    ledger = settings.ledger
    if ledger.kind is LedgerKind.SQLITE:
        from deploy.connectors.ledger.sqlite import SqliteLedger  # noqa: PLC0415 - one adapter is needed, not all

        return SqliteLedger(
            root / (ledger.path or f".swingbridge/{settings.system}/{settings.environment}/ledger.db")
        )
    from deploy.connectors.ledger.dynamodb import DynamoLedger  # noqa: PLC0415 - as above
    from deploy.connectors.ledger.dynamodb_client import Table  # noqa: PLC0415 - as above

    if ledger.table is None or settings.aws is None:
        raise UsageError(
            "ledger-without-table",
            what=f"the ledger of {settings.system} in {settings.environment} has no place",
            why='kind = "dynamodb" needs ledger.table and aws.region',
            do=f"add them to apps/{settings.system}/{settings.environment}.toml",
        )
    return DynamoLedger(
        Table(ledger.table, *place_of(settings, root)),
        settings.system,
        settings.environment,
    )


def open_clock() -> Clock:
    """Time."""
    return SystemClock()


def open_processes(clock: Clock, check_signal: Callable[[], None]) -> ProcessRunner:
    """The runner of child processes."""
    return ChildRunner(Surroundings(clock, os.environ, check_signal, lambda: Redaction.of([])))


def history_in(store: LedgerStore) -> History:
    """What the store's rows add up to."""
    return history_of(store.rows())


def open_world(settings: Settings, outside: Outside, person: Person) -> World:
    """Everything that acting on one system in one environment needs."""
    clock, store, office = outside.clock, outside.store, _open_office(settings, outside, person)
    lease, attention, pen = office.lease, office.attention, office.pen
    rooms = RealRooms(outside.root, clock, lease.guard, Clients(*place_of(settings, outside.root)))
    built = outside.build(settings, rooms)
    ground = Ground(
        places=built.places,
        waiter=Waiter(clock, outside.screen.show, attention.between),
        patience=_patience(settings),
        record=pen.write,
        show_share=_changes_only(outside.screen),
        database=built.database,
    )
    tail = f"--env={settings.environment} --app={settings.system}"
    lookout = Lookout(ground, lambda: history_in(store), tail)
    return World(settings, outside, ground, lookout, built.catalogue, lease, office.desk, office.author)


def open_workshop(settings: Settings, outside: Outside, person: Person) -> Workshop:
    """The workshop of a system; its shelf serves all environments."""
    shelf = Shelf(outside.root / ".swingbridge" / settings.system / "images")
    return Workshop(settings, outside, shelf, _open_office(settings, outside, person))


def _open_office(settings: Settings, outside: Outside, person: Person) -> Office:
    clock, store = outside.clock, outside.store
    lease = Lease(store, clock, settings.lease_seconds)
    attention = Attention(person.check_signal, lambda: lease.progress(clock.boot() + LONGEST_CALL_SECONDS))
    author = Author(person.run, person.who, person.tool)
    pen = LedgerPen(store, lease, clock, author)
    desk = Desk(clock, outside.screen, lease, pen, attention, _claim(person), person.ask, person.wait_seconds)
    return Office(lease, attention, author, pen, desk)


def _changes_only(screen: Screen) -> Callable[[str, int], None]:
    """Shows the share of a component when it is another than the last one."""
    shown: dict[str, int] = {}

    def show(component: str, share: int) -> None:
        if shown.get(component) != share:
            shown[component] = share
            screen.show(TrafficMoved(component, share))

    return show


def _patience(settings: Settings) -> Patience:
    waits = settings.waits
    return Patience(waits.healthy_seconds, waits.no_progress_seconds, longest_pause=waits.interval_seconds)


def _claim(person: Person) -> Callable[[Errand], Claim]:
    return lambda errand: Claim(person.who, person.where, errand.title)
