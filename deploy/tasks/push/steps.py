"""The steps of `push`: each image, and then the record that makes them a release."""

from dataclasses import dataclass

from deploy.bootstrap import Workshop
from deploy.connectors.registry.port import Receipt
from deploy.connectors.signer.port import Signable
from deploy.engine.events import Said
from deploy.model.history import release_data, scan_data
from deploy.model.image import sized
from deploy.model.plan import Seen
from deploy.model.release import Release, Scan
from deploy.model.row import Kind
from deploy.tasks.components import image_of


@dataclass(frozen=True, slots=True)
class PushImage:
    """One component's image, under the release's name."""

    component: str
    release: str

    @property
    def name(self) -> str:
        """In an operator's words."""
        return f"push the image of {self.component} as {self.release}"

    def act(self, shop: Workshop) -> None:
        """Push it; safe to repeat."""
        component = shop.settings.component(self.component)
        image = image_of(shop, self.component, self.release)
        began = shop.outside.clock.boot()
        receipt = shop.destination(component).push(image, component.repository, self.release)
        seconds = shop.outside.clock.boot() - began
        shop.outside.screen.show(Said(f"{self.component}: {_told(receipt, seconds)}"))

    def observe(self, shop: Workshop) -> Seen:
        """What the registry has under the name now."""
        component = shop.settings.component(self.component)
        wanted = image_of(shop, self.component, self.release).digest
        there = shop.destination(component).digest(component.repository, self.release)
        return Seen(there == wanted, f"{component.repository}:{self.release} is {there or 'not there'}")


@dataclass(frozen=True, slots=True)
class RecordRelease:
    """The release as the ledger remembers it, so that nobody has to look a tag up later."""

    release: Release

    @property
    def name(self) -> str:
        """In an operator's words."""
        names = ", ".join(artifact.component for artifact in self.release.artifacts)
        return f"record the release {self.release.name}: {names}"

    def act(self, shop: Workshop) -> None:
        """Write the row."""
        shop.office.pen.write(Kind.RELEASE, self.name, release_data(self.release))

    def observe(self, shop: Workshop) -> Seen:
        """Whether the ledger has it."""
        found = shop.history().release(self.release.name)
        return Seen(found == self.release, "the ledger has it" if found else "the ledger does not have it")


@dataclass(frozen=True, slots=True)
class RecordScan:
    """What came of the newest scan, good or bad, with the digests of the bills of materials."""

    release: str
    scan: Scan

    @property
    def name(self) -> str:
        """In an operator's words."""
        verdict = "passed" if self.scan.is_passed else "did not pass"
        return f"record that {self.release} {verdict} the scan of {self.scan.at}"

    def act(self, shop: Workshop) -> None:
        """Write the row."""
        shop.office.pen.write(Kind.SCANNED, self.name, scan_data(self.release, self.scan))

    def observe(self, shop: Workshop) -> Seen:
        """Whether the ledger has it."""
        is_there = shop.history().scan(self.release) == self.scan
        return Seen(is_there, "the ledger has it" if is_there else "the ledger does not have it")


@dataclass(frozen=True, slots=True)
class SignImage:
    """The signature of one image, by whom the settings name."""

    component: str
    repository: str
    digest: str

    @property
    def name(self) -> str:
        """In an operator's words."""
        return f"sign the image of {self.component}"

    def act(self, shop: Workshop) -> None:
        """Sign it, unless it is signed already."""
        image = self._image(shop)
        if shop.signer().check(image).flaw is not None:
            shop.signer().sign(image)

    def observe(self, shop: Workshop) -> Seen:
        """Whether the signature passes, as it has to before a deployment."""
        checked = shop.signer().check(self._image(shop))
        return Seen(checked.flaw is None, checked.text)

    def _image(self, shop: Workshop) -> Signable:
        return Signable(self.repository, self.digest, shop.shelf.path(self.digest))


def _told(receipt: Receipt, seconds: float) -> str:
    if receipt.was_there:
        return f"the registry has it already, {receipt.digest}"
    sent, skipped = sized(receipt.sent_bytes), sized(receipt.skipped_bytes)
    return f"{sent} sent and {skipped} skipped in {seconds:.1f} s, {receipt.digest}"
