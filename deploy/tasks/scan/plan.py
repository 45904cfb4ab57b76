"""What `scan` does to each image of a release, and with which tools."""

from dataclasses import dataclass, replace
from pathlib import Path

from deploy.bootstrap import Workshop
from deploy.connectors.scanner.port import Finding, Specimen
from deploy.engine.events import Facts, Said
from deploy.model.image import SITE
from deploy.model.plan import Objection
from deploy.settings.component import Component
from deploy.tasks.components import built_components, is_site
from deploy.tasks.fetching import image_at_hand
from deploy.tasks.scan.policy import Policy, policy_of
from deploy.tasks.scan.reports import place_of, write_bill, write_reports
from deploy.tasks.scan.results import keep
from deploy.tasks.scan.verdict import Judge, Scanned
from deploy.tasks.scan.waivers import read_waivers

INFRASTRUCTURE = "terraform"
_COLUMNS = ("examined", "tool", "version", "database", "items", "findings")


def scan_lines(shop: Workshop, release: str) -> tuple[str, ...]:
    """The scan in words, the reason first.

    It only looks, so it is no order for the runner: a refusal has to leave with 3 and not with 4.
    """
    policy = policy_of(shop.settings)
    of_images = ", ".join((*policy.images, *(f"{tool} (once it is pushed)" for tool in policy.pushed)))
    of_sites = ", ".join(policy.sites)
    each = (
        f"examine the site of {c.name} with {of_sites}"
        if is_site(shop.settings, c)
        else f"examine the image of {c.name} with {of_images}"
        for c in built_components(shop.settings)
    )
    ground = (f"examine {shop.settings.scan.terraform}/ with {tool}" for tool in policy.folders)
    return (f"{release} is looked at before anybody relies on it; nothing is changed", *each, *ground)


def scan_images(shop: Workshop, release: str) -> tuple[Objection, ...]:
    """Examine every image, show and keep what was found; what speaks against the release."""
    now = shop.outside.clock.wall()
    judge = Judge(policy_of(shop.settings), read_waivers(shop.outside.root), now.date())
    look = Look(shop, release, judge)
    ground = look.at_the_ground()
    about_ground = tuple(o for scanned in ground for o in judge.verdict(scanned))
    found, rows = list(about_ground), [row for scanned in ground for row in _rows(scanned)]
    for specimen in specimens(shop, release):
        scanned = look.at_image(specimen)
        speaks_against = judge.verdict(scanned)
        is_passed = not (*speaks_against, *about_ground)
        keep(shop, specimen, (*ground, scanned), is_passed=is_passed, spared=judge.policy.spared(specimen))
        found += speaks_against
        rows += _rows(scanned)
    shop.outside.screen.show(Facts(f"scan of {release}", _COLUMNS, tuple(rows)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Look:
    """Asks the tools of the policy, writes their reports, and shows what they found."""

    shop: Workshop
    release: str
    judge: Judge

    @property
    def _policy(self) -> Policy:
        return self.judge.policy

    def at_the_ground(self) -> tuple[Scanned, ...]:
        """What the tools say that look at the infrastructure; nothing where the policy names none."""
        if not self._policy.folders:
            return ()
        folder = self.shop.outside.root / self.shop.settings.scan.terraform
        tools = [self.shop.folder_scanner(name) for name in self._policy.folders]
        scanned = Scanned(INFRASTRUCTURE, "", tuple(tool.examine_folder(folder) for tool in tools))
        self._tell(scanned, INFRASTRUCTURE, {})
        return (scanned,)

    def at_image(self, specimen: Specimen) -> Scanned:
        """What every tool says of one image; its reports are written whatever they say."""
        tools = [self.shop.scanner(name) for name in self._tools_for(specimen)]
        about = specimen.component, specimen.repository
        scanned = Scanned(*about, tuple(tool.examine(specimen) for tool in tools))
        self._tell(scanned, specimen.image.digest, {"image": specimen.image.digest})
        return scanned

    def _tools_for(self, specimen: Specimen) -> tuple[str, ...]:
        policy = self._policy
        if specimen.image.artifact == SITE:
            return policy.sites
        if not policy.pushed:
            return policy.images
        component = self.shop.settings.component(specimen.component)
        there = self.shop.destination(component).digest(specimen.repository, self.release)
        if there == specimen.image.digest:
            return (*policy.images, *policy.pushed)
        waiting = f"{', '.join(policy.pushed)} looks once the image is pushed; then scan again"
        self.shop.outside.screen.show(Said(f"{specimen.component}: {waiting}"))
        return policy.images

    def _tell(self, scanned: Scanned, name: str, about: dict[str, object]) -> None:
        place = place_of(self.shop, name)
        write_reports(place, scanned, {**about, "scanned": str(self.judge.today)})
        show = self.shop.outside.screen.show
        for finding in self.judge.open_findings(scanned):
            show(Said(_told(scanned.component, finding), is_warning=True))
        show(Said(f"{scanned.component}: reports in {place.relative_to(self.shop.outside.root)}"))


def _told(component: str, finding: Finding) -> str:
    return f"{component}: {finding.severity.name} {finding.rule} in {finding.where}: {finding.what}"


def specimens(shop: Workshop, release: str) -> list[Specimen]:
    """The images of the release, each with its bill of materials and the file that it was built from."""
    found = []
    for component in built_components(shop.settings):
        image = image_at_hand(shop, component, release)
        file = None if image.artifact == SITE else _dockerfile(shop, component)
        specimen = Specimen(component.name, image, file, component.repository)
        found.append(replace(specimen, bill=write_bill(shop, specimen)))
    return found


def _dockerfile(shop: Workshop, component: Component) -> Path:
    return shop.outside.root / (component.dockerfile or f"{component.context}/Dockerfile")


def _rows(scanned: Scanned) -> list[tuple[str, ...]]:
    name = scanned.component
    return [
        (name, e.tool, e.version, str(e.database_date or "none needed"), str(e.items), str(len(e.findings)))
        for e in scanned.examinations
    ]
