"""What `scan` does to each image of a release, and with which tools."""

from datetime import date

from deploy.bootstrap import Workshop
from deploy.connectors.scanner.port import Finding, Specimen
from deploy.engine.events import Facts, Said
from deploy.errors import Refused
from deploy.model.plan import Objection
from deploy.tasks.components import built_components, image_of
from deploy.tasks.scan.reports import write_reports
from deploy.tasks.scan.verdict import Scanned, open_findings, verdict
from deploy.tasks.scan.waivers import read_waivers

WITHOUT_TOOLS = ("local", "memory")
"""Environments whose images never leave this machine: our own rules are enough."""
OUR_RULES = ("hygiene", "secrets", "packages")
TOOLS = ("hadolint", "trivy")
_COLUMNS = ("image", "tool", "version", "database", "examined", "findings")


def tools_of(environment: str) -> tuple[str, ...]:
    """The tools that the policy names; one that is missing ends the scan."""
    return OUR_RULES if environment in WITHOUT_TOOLS else (*OUR_RULES, *TOOLS)


def scan_lines(shop: Workshop, release: str) -> tuple[str, ...]:
    """The scan in words, the reason first.

    It only looks, so it is no order for the runner: a refusal has to leave with 3 and not with 4.
    """
    tools = ", ".join(tools_of(shop.settings.environment))
    each = (f"examine the image of {c.name} with {tools}" for c in built_components(shop.settings))
    return (f"{release} is looked at before anybody relies on it; nothing is changed", *each)


def scan_images(shop: Workshop, release: str) -> None:
    """Examine every image, show what was found, and refuse where something speaks against one of them."""
    today, waivers = shop.outside.clock.wall().date(), read_waivers(shop.outside.root)
    results = [_examined(shop, specimen, today) for specimen in specimens(shop, release)]
    for scanned in results:
        for finding in open_findings(scanned, waivers, today):
            shop.outside.screen.show(Said(_told(scanned.component, finding), is_warning=True))
    shop.outside.screen.show(Facts(f"scan of {release}", _COLUMNS, tuple(_rows(results))))
    refuse([objection for scanned in results for objection in verdict(scanned, waivers, today)])


def _examined(shop: Workshop, specimen: Specimen, today: date) -> Scanned:
    """What every tool of the policy says of one image; its reports are written whatever they say."""
    tools = [shop.scanner(name) for name in tools_of(shop.settings.environment)]
    repository = shop.settings.component(specimen.component).repository
    scanned = Scanned(specimen.component, repository, tuple(tool.examine(specimen) for tool in tools))
    place = write_reports(shop, specimen, scanned, today).relative_to(shop.outside.root)
    shop.outside.screen.show(Said(f"{specimen.component}: reports in {place}"))
    return scanned


def _told(component: str, finding: Finding) -> str:
    return f"{component}: {finding.severity.name} {finding.rule} in {finding.where}: {finding.what}"


def specimens(shop: Workshop, release: str) -> list[Specimen]:
    """The images of the release, each with the file that it was built from."""
    found = []
    for component in built_components(shop.settings):
        file = component.dockerfile or f"{component.context}/Dockerfile"
        image = image_of(shop, component.name, release)
        found.append(Specimen(component.name, image, shop.outside.root / file))
    return found


def refuse(objections: list[Objection]) -> None:
    """Raise the first; the others are told in its reason."""
    if not objections:
        return
    first, *others = objections
    more = f"; also: {'; '.join(o.what for o in others)}" if others else ""
    raise Refused(first.reference, what=first.what, why=first.why + more, do=first.do)


def _rows(results: list[Scanned]) -> list[tuple[str, ...]]:
    return [
        (
            scanned.component,
            e.tool,
            e.version,
            str(e.database_date or "none needed"),
            str(e.items),
            str(len(e.findings)),
        )
        for scanned in results
        for e in scanned.examinations
    ]
