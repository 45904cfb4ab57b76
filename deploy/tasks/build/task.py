"""The face of `build`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import ACTS, face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(ACTS, release="name of the release; the default comes from the system's tag scheme")
def build(visit: "Visit", release: str = "") -> "ExitCode":
    """Build the image of every component, by digest."""
    from deploy.engine.order import Errand
    from deploy.tasks.build.plan import build_order
    from deploy.tasks.release_choice import commit_of, release_name

    shop = visit.workshop("build")
    name = release_name(shop.settings, shop.outside, release)
    title = f"build {shop.settings.system} {name} for {shop.settings.environment}"
    errand = Errand("build", release=name, why=visit.asked.reason, title=title)
    order = build_order(shop, name, commit_of(shop.outside), errand)
    return shop.carry_out(order, only_plan=visit.asked.plan)
