"""Where the images of a system are made; nothing in it needs a platform."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from deploy.bootstrap.accounts import open_clients
from deploy.bootstrap.build_secrets import Sources
from deploy.bootstrap.office import Office, open_office
from deploy.bootstrap.outside import Outside, Person, history_in
from deploy.bootstrap.rehearsal import open_rehearsal
from deploy.bootstrap.scanners import (
    open_folder_scanner,
    open_scanner,
    open_signer,
    read_bill,
    write_bill,
)
from deploy.connectors.docker.builder import DockerBuilder
from deploy.connectors.docker.bundle import BundleBuilder
from deploy.connectors.docker.choice import bundles_do, choose_builder
from deploy.connectors.docker.engine import Engine
from deploy.connectors.docker.port import Builder
from deploy.connectors.docker.shelf import Shelf
from deploy.connectors.docker.site import SiteBuilder
from deploy.connectors.parameters.boto import BotoParameters
from deploy.connectors.registry.dialling import api_host
from deploy.connectors.registry.docker_login import docker_login
from deploy.connectors.registry.ecr_login import ecr_line
from deploy.connectors.registry.folder import FolderRegistry
from deploy.connectors.registry.line import Line
from deploy.connectors.registry.port import Destination
from deploy.connectors.registry.pusher import RegistryPusher
from deploy.connectors.scanner.port import Bill, FolderScanner, Scanner, Specimen
from deploy.connectors.signer.port import Signer
from deploy.engine.events import Said
from deploy.engine.order import Order
from deploy.engine.runner import Runner
from deploy.errors import ExitCode
from deploy.model.history import History
from deploy.model.secret import Secret
from deploy.settings.component import Component
from deploy.settings.platform import PlatformKind
from deploy.settings.schema import Settings


@dataclass(frozen=True)
class Workshop:
    """Where the images of one system are built, and where they go; nothing in it needs a platform."""

    settings: Settings
    outside: Outside
    shelf: Shelf
    office: Office
    check_signal: Callable[[], None]
    """Raises where a person asked to stop."""

    @cached_property
    def builder(self) -> Builder:
        """The builder of this machine; asks for a Docker Engine only where something has to be made."""
        runtime = self._runtime()
        if runtime == "process":
            return BundleBuilder(self.shelf)
        say = self.outside.screen.show
        docker = DockerBuilder(self.outside.processes, self.shelf, Engine(), self.check_signal)
        return choose_builder(docker, self.shelf, lambda line: say(Said(line)), may_bundle=self.takes_bundles)

    @property
    def takes_bundles(self) -> bool:
        """Whether the environment can start a bundle."""
        return bundles_do(self.settings.environment, self._runtime())

    @cached_property
    def site_builder(self) -> Builder:
        """Who packs the files of a static site; that needs no engine."""
        site = self.settings.platform.static_site
        return SiteBuilder(self.shelf, site.not_found if site else "")

    def _runtime(self) -> str:
        """What tasks run as in the rehearsal that the images are for; empty where none runs."""
        outside = self.outside
        rehearsal = open_rehearsal(self.settings, outside.root, outside.processes)
        return rehearsal.runtime() if rehearsal else ""

    def build_secret(self, source: str) -> Secret:
        """The value that a source of the settings names."""
        sources = Sources(os.environ, self.outside.root, self._encrypted)
        return sources.secret(source)

    def _encrypted(self, name: str) -> Secret | None:
        clients = open_clients(self.settings, self.outside.root)
        return BotoParameters(clients.of("ssm")).secret(name)

    def destination(self, component: Component) -> Destination:
        """The registry of a component's images."""
        settings, clock = self.settings, self.outside.clock
        host = settings.images.registry
        if host:
            login = partial(docker_login, os.environ, host, self.outside.processes)
            return RegistryPusher(lambda: Line(api_host(host), login()), clock, self.check_signal)
        if settings.platform.kind is PlatformKind.MEMORY:
            place = f".swingbridge/{settings.system}/{settings.environment}/registry"
            return FolderRegistry(self.outside.root / place)
        ecr = open_clients(settings, self.outside.root).of("ecr")
        return RegistryPusher(lambda: ecr_line(ecr, component.repository), clock, self.check_signal)

    def scanner(self, name: str) -> Scanner:
        """The tool of that name."""
        return open_scanner(name, self.settings, self.outside)

    def folder_scanner(self, name: str) -> FolderScanner:
        """The tool of that name, for the infrastructure."""
        return open_folder_scanner(name, self.outside)

    def bill_of_materials(self, specimen: Specimen) -> dict[str, object]:
        """What an image is made of, as CycloneDX."""
        return write_bill(specimen, self.outside)

    def read_bill(self, path: Path, document: dict[str, object]) -> Bill:
        """What stands in a bill."""
        return read_bill(path, document)

    def signer(self) -> Signer:
        """Who signs images."""
        return open_signer(self.settings, self.outside)

    def history(self) -> History:
        """What is remembered of the environment."""
        return history_in(self.outside.store)

    def carry_out(self, order: Order["Workshop"], *, only_plan: bool) -> ExitCode:
        """Run the order, or print its plan and stop."""
        runner: Runner[Workshop] = Runner(self, self.office.desk)
        return runner.show(order) if only_plan else runner.run(order)


def open_workshop(settings: Settings, outside: Outside, person: Person) -> Workshop:
    """The workshop of a system; its shelf serves all environments."""
    shelf = Shelf(outside.root / ".swingbridge" / settings.system / "images")
    office = open_office(settings, outside, person)
    return Workshop(settings, outside, shelf, office, person.check_signal)
