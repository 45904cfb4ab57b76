"""Whether what lies on the shelf is what the environment can run: one shelf serves all environments."""

from collections.abc import Iterator

from deploy.bootstrap import Workshop
from deploy.connectors.docker.port import other_platform
from deploy.model.image import BUNDLE, SITE, Image
from deploy.model.plan import Objection
from deploy.settings.component import Component
from deploy.tasks.components import built_components, image_of, is_site

_WORDS = {SITE: "the files of a site", BUNDLE: "a bundle, which starts in the rehearsal alone"}


def unfit(shop: Workshop, release: str) -> tuple[Objection, ...]:
    """What speaks against pushing what was built."""
    found = []
    for component in shop.settings.components:
        if component not in built_components(shop.settings):
            found.append(_not_made_here(component, shop.settings.system))
            continue
        image = image_of(shop, component.name, release)
        found += [*_of_other_kind(shop, component, image), *_for_other_machine(shop, component, image)]
    return tuple(found)


def _not_made_here(component: Component, system: str) -> Objection:
    return Objection(
        "release-not-whole",
        what=f"{component.name} is neither built here nor a site",
        why="a release is recorded with a digest for each component, or not at all",
        do=f"add context to [components.{component.name}] in apps/{system}/app.toml",
    )


def _of_other_kind(shop: Workshop, component: Component, image: Image) -> Iterator[Objection]:
    of_images = {"", BUNDLE} if shop.takes_bundles else {""}
    allowed = {SITE} if is_site(shop.settings, component) else of_images
    if image.artifact not in allowed:
        yield Objection(
            "built-for-elsewhere",
            what=f"what was built of {component.name} is {_WORDS.get(image.artifact, 'an image')}",
            why=f"{shop.settings.environment} cannot run that; it was built for another environment",
            do=f"inv build --env={shop.settings.environment}, under a release name of its own",
        )


def _for_other_machine(shop: Workshop, component: Component, image: Image) -> Iterator[Objection]:
    """The same look as after a build, which may have been for an environment with other machines."""
    wanted = shop.settings.images.architecture.value
    error = None if image.artifact else other_platform(component.name, image, wanted)
    if error is not None:
        yield Objection(error.reference, error.what, error.why, error.do)
