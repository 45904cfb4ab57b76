"""The decision of `build`: an image for each component that is made here."""

from collections.abc import Callable

from deploy.bootstrap import Workshop
from deploy.engine.order import Conclusion, Errand, Order, Thought
from deploy.model.plan import Objection, Plan
from deploy.settings.schema import Settings
from deploy.tasks.build.naming import NameImages
from deploy.tasks.build.steps import BuildImages
from deploy.tasks.components import built_components, is_site

_MOVES = ("latest", "stable", "main", "master", "edge")


def build_order(
    shop: Workshop,
    step: BuildImages | NameImages,
    errand: Errand,
    against_source: Callable[[], tuple[Objection, ...]],
) -> Order[Workshop]:
    """The order that builds a release; there is nothing to undo."""
    release = step.release
    tail = f"--release={release} --env={shop.settings.environment} --app={shop.settings.system}"

    def think() -> Thought[Workshop]:
        found = (*objections(shop.settings, release), *against_source())
        if not found:
            step.check(shop)  # refuses here, before anything is held or written, where nothing can build
        return Thought(build_plan(step), found)

    def recover(is_stop: bool) -> Plan[Workshop]:  # noqa: FBT001 - the order's signature
        return Plan("an image that was not built leaves nothing to undo", is_resumable=is_stop)

    def conclude() -> Conclusion:
        names = [c.name for c in built_components(shop.settings) if shop.shelf.by_tag(c.name, release)]
        text = f"{release} has images of {', '.join(names) or 'nothing'}"
        return Conclusion(
            is_sound=True, text=text, next_line=f"inv scan {tail}", failed_line=f"inv build {tail}"
        )

    return Order(errand, think, recover, conclude)


def build_plan(step: BuildImages | NameImages) -> Plan[Workshop]:
    """One step for all images: they are built side by side."""
    return Plan(step.reason, (step,))


def objections(settings: Settings, release: str) -> tuple[Objection, ...]:
    """What speaks against building."""
    found = []
    if not built_components(settings):
        found.append(
            Objection(
                "nothing-to-build",
                what=f"{settings.system} has no component that is built here",
                why="no component has a context in its settings, or is a static site",
                do=f'add context = "<folder>" to a component in apps/{settings.system}/app.toml',
            )
        )
    if release in _MOVES:
        found.append(
            Objection(
                "release-name-moves",
                what=f"{release} is no name for a release",
                why="it means something else tomorrow, and a release never changes",
                do="leave --release out, and the release is named after the commit",
            )
        )
    has_images = any(not is_site(settings, c) for c in built_components(settings))
    if settings.is_production and has_images and "@sha256:" not in (settings.images.base or ""):
        found.append(
            Objection(
                "base-not-pinned",
                what=f"the base image is {settings.images.base or 'not named'}",
                why="production is built on a base that is pinned by its digest, or nobody knows on what",
                do='give images.base its digest: base = "python:3.11-slim@sha256:..."',
            )
        )
    return tuple(found)
