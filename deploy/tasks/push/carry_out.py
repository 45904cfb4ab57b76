"""Pushes the images of a release; `push` and the whole way of `deploy` both come through here."""

from deploy.engine.order import Errand
from deploy.errors import ExitCode
from deploy.tasks.push.plan import push_order
from deploy.tasks.release_choice import commit_of, release_name
from deploy.tasks.visit import Visit


def push_release(visit: Visit, release: str) -> ExitCode:
    """Carry it out for every component of the system."""
    shop = visit.workshop("push")
    name = release_name(shop.settings, shop.outside, release)
    title = f"push {shop.settings.system} {name} for {shop.settings.environment}"
    errand = Errand("push", release=name, why=visit.asked.reason, title=title)
    order = push_order(shop, name, commit_of(shop.outside), errand)
    return shop.carry_out(order, only_plan=visit.asked.plan)
