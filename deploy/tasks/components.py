"""Which components of a system have images that are made here."""

from deploy.settings.component import Component
from deploy.settings.platform import PlatformKind
from deploy.settings.schema import Settings


def built_components(settings: Settings) -> tuple[Component, ...]:
    """Components with a context; a site in a bucket needs no image."""
    return tuple(
        c
        for c in settings.components
        if c.context and settings.platform_of(c) is not PlatformKind.STATIC_SITE
    )
