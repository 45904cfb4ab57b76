"""Where the images of a system are made; nothing in it needs a platform."""

import os
from dataclasses import dataclass
from functools import cached_property

from deploy.bootstrap.office import Office, open_office
from deploy.bootstrap.outside import Outside, Person, history_in
from deploy.connectors.aws.clients import Clients
from deploy.connectors.docker.choice import choose_builder
from deploy.connectors.docker.port import Builder
from deploy.connectors.docker.shelf import Shelf
from deploy.connectors.registry.docker_login import docker_login
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
from deploy.engine.events import Said
from deploy.engine.order import Order
from deploy.engine.runner import Runner
from deploy.errors import ExitCode
from deploy.model.history import History
from deploy.settings.component import Component
from deploy.settings.endpoint import place_of
from deploy.settings.platform import PlatformKind
from deploy.settings.schema import Settings


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

    def carry_out(self, order: Order["Workshop"], *, only_plan: bool) -> ExitCode:
        """Run the order, or print its plan and stop."""
        runner: Runner[Workshop] = Runner(self, self.office.desk)
        return runner.show(order) if only_plan else runner.run(order)


def open_workshop(settings: Settings, outside: Outside, person: Person) -> Workshop:
    """The workshop of a system; its shelf serves all environments."""
    shelf = Shelf(outside.root / ".swingbridge" / settings.system / "images")
    return Workshop(settings, outside, shelf, open_office(settings, outside, person))
