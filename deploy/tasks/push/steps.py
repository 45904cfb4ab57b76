"""The steps of `push`: each image, and then the record that makes them a release."""

from dataclasses import dataclass
from functools import partial

from deploy.bootstrap import Workshop
from deploy.connectors.registry.port import Receipt
from deploy.connectors.signer.port import Signable
from deploy.engine.events import PartSpoke, Said
from deploy.model.history import release_data, scan_data
from deploy.model.image import sized
from deploy.model.plan import Seen
from deploy.model.release import Release, Scan
from deploy.model.row import Kind
from deploy.tasks.components import image_of
from deploy.tasks.side_by_side import Say, one_error, side_by_side

AT_A_TIME = 3


@dataclass(frozen=True, slots=True)
class PushImages:
    """The images of a release, some at a time, under its name."""

    components: tuple[str, ...]
    release: str

    @property
    def name(self) -> str:
        """In an operator's words."""
        what = "image" if len(self.components) == 1 else "images"
        return f"push the {what} of {', '.join(self.components)} as {self.release}"

    def act(self, shop: Workshop) -> None:
        """Push them; safe to repeat."""
        show = shop.outside.screen.show
        jobs = {name: partial(self._pushed, shop, name) for name in self.components}
        outcomes = side_by_side(jobs, AT_A_TIME, lambda name, line: show(PartSpoke(name, line)))
        for name, told in outcomes.done.items():
            show(Said(f"{name}: {told}"))
        if outcomes.failed:
            raise one_error(outcomes, "is pushed")

    def observe(self, shop: Workshop) -> Seen:
        """What the registry has under the name now."""
        there = {name: self._there(shop, name) for name in self.components}
        wanted = {name: image_of(shop, name, self.release).digest for name in self.components}
        told = [f"{self._place(shop, name)} is {digest or 'not there'}" for name, digest in there.items()]
        return Seen(there == wanted, "; ".join(told))

    def _pushed(self, shop: Workshop, name: str, say: Say) -> str:
        component, image = shop.settings.component(name), image_of(shop, name, self.release)
        say(f"{sized(image.size)} in {len(image.layers)} layers")
        began = shop.outside.clock.boot()
        receipt = shop.destination(component).push(image, component.repository, self.release)
        return _told(receipt, shop.outside.clock.boot() - began)

    def _there(self, shop: Workshop, name: str) -> str | None:
        component = shop.settings.component(name)
        return shop.destination(component).digest(component.repository, self.release)

    def _place(self, shop: Workshop, name: str) -> str:
        return f"{shop.settings.component(name).repository}:{self.release}"


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
