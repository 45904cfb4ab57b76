"""The face of `push`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import ACTS, face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(ACTS, release="name of the release; the default comes from the system's tag scheme")
def push(visit: "Visit", release: str = "") -> "ExitCode":
    """Push every image by digest."""
    from deploy.engine.order import Errand
    from deploy.tasks.push.plan import push_order
    from deploy.tasks.release_choice import commit_of, release_name

    shop = visit.workshop("push")
    name = release_name(shop.settings, shop.outside, release)
    title = f"push {shop.settings.system} {name} for {shop.settings.environment}"
    errand = Errand("push", release=name, why=visit.asked.reason, title=title)
    order = push_order(shop, name, commit_of(shop.outside), errand)
    return shop.carry_out(order, only_plan=visit.asked.plan)
