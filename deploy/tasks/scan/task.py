"""The face of `scan`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import ACTS, face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(ACTS, release="name of the release; the default comes from the system's tag scheme")
def scan(visit: "Visit", release: str = "") -> "ExitCode":
    """Scan every image; fails closed."""
    from deploy.engine.events import PlanShown
    from deploy.errors import ExitCode
    from deploy.tasks.release_choice import release_name
    from deploy.tasks.scan.plan import scan_images, scan_lines

    shop = visit.workshop("scan")
    name = release_name(shop.settings, shop.outside, release)
    visit.screen.show(PlanShown(f"scan {shop.settings.system} {name}", scan_lines(shop, name)))
    if not visit.asked.plan:
        scan_images(shop, name)
    return ExitCode.DONE
