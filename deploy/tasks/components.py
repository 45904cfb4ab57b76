"""Which components of a system are made here as images or artifacts, and where those are."""

from deploy.bootstrap import Workshop
from deploy.errors import Refused
from deploy.model.image import Image
from deploy.settings.component import Component
from deploy.settings.platform import PlatformKind
from deploy.settings.schema import Settings


def built_components(settings: Settings) -> tuple[Component, ...]:
    """Components with a context, and static sites."""
    return tuple(c for c in settings.components if c.context or is_site(settings, c))


def is_site(settings: Settings, component: Component) -> bool:
    """Whether a component is served from a bucket, and so is no image that a container starts from."""
    return settings.platform_of(component) is PlatformKind.STATIC_SITE


def image_of(shop: Workshop, component: str, release: str) -> Image:
    """The image on the shelf; refused where it was not built, or is no longer whole."""
    image = shop.shelf.by_tag(component, release)
    if image is None:
        raise Refused(
            "release-not-built",
            what=f"{component} has no image for {release} on this machine",
            why="it was not built here, or its files were removed",
            do=f"inv build --release={release}",
        )
    return image
