"""Builds the images of a release; `build` and the whole way of `deploy` both come through here."""

from functools import cache, partial

from deploy.engine.order import Errand
from deploy.errors import ExitCode
from deploy.model.names import Grammar
from deploy.tasks.asked import checked_name
from deploy.tasks.build.labels import labels_of
from deploy.tasks.build.naming import NameImages
from deploy.tasks.build.plan import build_order
from deploy.tasks.build.steps import BuildImages
from deploy.tasks.components import built_components
from deploy.tasks.preflight.gate import against_source
from deploy.tasks.release_choice import release_name
from deploy.tasks.visit import Visit


def build_release(visit: Visit, release: str, same_as: str = "") -> ExitCode:
    """Carry it out for every component of the system."""
    shop = visit.workshop("build")
    name = release_name(shop.settings, shop.outside, release)
    title = f"build {shop.settings.system} {name} for {shop.settings.environment}"
    errand = Errand("build", release=name, why=visit.asked.reason, title=title)
    names = tuple(c.name for c in built_components(shop.settings))
    step: BuildImages | NameImages = BuildImages(names, name, labels=cache(partial(labels_of, shop, name)))
    if same_as:
        step = NameImages(names, name, checked_name(Grammar.RELEASE, same_as, "--same-as"))
    order = build_order(shop, step, errand, lambda: against_source(visit.gatehouse, visit.asked.overrides))
    return shop.carry_out(order, only_plan=visit.asked.plan)
