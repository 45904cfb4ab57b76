"""Scans the images of a release; `scan` and the whole way of `deploy` both come through here."""

from deploy.engine.events import PlanShown
from deploy.errors import ExitCode
from deploy.tasks.refusing import refuse
from deploy.tasks.release_choice import release_name
from deploy.tasks.scan.plan import scan_images, scan_lines
from deploy.tasks.visit import Visit


def scan_release(visit: Visit, release: str) -> ExitCode:
    """Scan every image; what speaks against the release is raised."""
    shop = visit.workshop("scan")
    name = release_name(shop.settings, shop.outside, release)
    visit.screen.show(PlanShown(f"scan {shop.settings.system} {name}", scan_lines(shop, name)))
    if not visit.asked.plan:
        with shop.shelf.room():  # reports and layers are written beside it
            objections = scan_images(shop, name)
        refuse(objections)
    return ExitCode.DONE
