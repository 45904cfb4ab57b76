"""Where the images of a system are made; nothing in it needs a platform."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.bootstrap.office import Office, open_office
from deploy.bootstrap.outside import Outside, Person
from deploy.connectors.docker.port import Builder, bundles_do
from deploy.connectors.docker.shelf import Shelf
from deploy.engine.order import Order
from deploy.engine.runner import Runner
from deploy.errors import ExitCode
from deploy.model.history import History
from deploy.model.secret import Secret
from deploy.settings.component import Component
from deploy.settings.schema import Settings

if TYPE_CHECKING:
    from deploy.connectors.registry.port import Destination
    from deploy.connectors.scanner.port import Bill, FolderScanner, Scanner, Specimen
    from deploy.connectors.signer.port import Signer


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
        from deploy.bootstrap.builders import open_builder, open_bundle_builder  # noqa: PLC0415 - a push builds nothing

        if self._runtime() == "process":
            return open_bundle_builder(self.shelf)
        return open_builder(self.outside, self.shelf, self.check_signal, may_bundle=self.takes_bundles)

    @property
    def takes_bundles(self) -> bool:
        """Whether the environment can start a bundle."""
        return bundles_do(self.settings.environment, self._runtime())

    @cached_property
    def site_builder(self) -> Builder:
        """Who packs the files of a static site; that needs no engine."""
        from deploy.bootstrap.builders import open_site_builder  # noqa: PLC0415 - as above

        return open_site_builder(self.settings, self.shelf)

    def _runtime(self) -> str:
        """What tasks run as in the rehearsal that the images are for; empty where none runs."""
        from deploy.bootstrap.rehearsal import open_rehearsal  # noqa: PLC0415 - as above

        outside = self.outside
        rehearsal = open_rehearsal(self.settings, outside.root, outside.processes)
        return rehearsal.runtime() if rehearsal else ""

    def build_secret(self, source: str) -> Secret:
        """The value that a source of the settings names."""
        from deploy.bootstrap.builders import build_secret  # noqa: PLC0415 - as above

        return build_secret(self.settings, self.outside, source)

    def destination(self, component: Component) -> "Destination":
        """The registry of a component's images."""
        from deploy.bootstrap.registries import open_destination  # noqa: PLC0415 - a build pushes nothing

        return open_destination(self.settings, self.outside, component, self.check_signal)

    def scanner(self, name: str) -> "Scanner":
        """The tool of that name."""
        from deploy.bootstrap.scanners import open_scanner  # noqa: PLC0415 - neither a build nor a push scans

        return open_scanner(name, self.settings, self.outside)

    def folder_scanner(self, name: str) -> "FolderScanner":
        """The tool of that name, for the infrastructure."""
        from deploy.bootstrap.scanners import open_folder_scanner  # noqa: PLC0415 - as above

        return open_folder_scanner(name, self.outside)

    def bill_of_materials(self, specimen: "Specimen") -> dict[str, object]:
        """What an image is made of, as CycloneDX."""
        from deploy.bootstrap.scanners import write_bill  # noqa: PLC0415 - as above

        return write_bill(specimen, self.outside)

    def read_bill(self, path: Path, document: dict[str, object]) -> "Bill":
        """What stands in a bill."""
        from deploy.bootstrap.scanners import read_bill  # noqa: PLC0415 - as above

        return read_bill(path, document)

    def signer(self) -> "Signer":
        """Who signs images."""
        from deploy.bootstrap.scanners import open_signer  # noqa: PLC0415 - as above

        return open_signer(self.settings, self.outside)

    def history(self) -> History:
        """What is remembered of the environment."""
        return self.outside.archive.history()

    def carry_out(self, order: Order["Workshop"], *, only_plan: bool) -> ExitCode:
        """Run the order, or print its plan and stop."""
        runner: Runner[Workshop] = Runner(self, self.office.desk)
        return runner.show(order) if only_plan else runner.run(order)


def open_workshop(settings: Settings, outside: Outside, person: Person) -> Workshop:
    """The workshop of a system; its shelf serves all environments."""
    shelf = Shelf(outside.root / ".swingbridge" / settings.system / "images")
    office = open_office(settings, outside, person)
    return Workshop(settings, outside, shelf, office, person.check_signal)
