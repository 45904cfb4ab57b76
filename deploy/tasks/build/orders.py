"""What the settings say of each component, as orders to a builder."""

from collections.abc import Callable
from functools import partial

from deploy.bootstrap import Workshop
from deploy.connectors.docker.port import BuildOrder, BuildSecret, Labels
from deploy.settings.component import Component
from deploy.settings.platform import StaticSite
from deploy.tasks.components import is_site


def orders_of(
    shop: Workshop, components: tuple[str, ...], release: str, labels: Callable[[], Labels]
) -> dict[str, BuildOrder]:
    """The order for each component, by name."""
    return {name: _order(shop, shop.settings.component(name), release, labels) for name in components}


def _order(shop: Workshop, component: Component, release: str, labels: Callable[[], Labels]) -> BuildOrder:
    site = shop.settings.platform.static_site
    if site is not None and is_site(shop.settings, component):
        return _site(shop, component, release, site, labels)
    root, images = shop.outside.root, shop.settings.images
    context = root / (component.context or ".")
    return BuildOrder(
        component=component.name,
        repository=component.repository,
        context=context,
        dockerfile=root / component.dockerfile if component.dockerfile else context / "Dockerfile",
        tag=release,
        base=images.base or "",
        platform=images.architecture.value,
        network=images.build_network.value,
        labels=labels,
        secrets=tuple(
            BuildSecret(secret, partial(shop.build_secret, source))
            for secret, source in component.build_secrets.items()
        ),
    )


def _site(
    shop: Workshop, component: Component, release: str, site: StaticSite, labels: Callable[[], Labels]
) -> BuildOrder:
    """The folder that the site's own build left; nothing in it depends on a machine."""
    folder = shop.outside.root / site.source
    return BuildOrder(
        component=component.name,
        repository=component.repository,
        context=folder,
        dockerfile=folder / site.index,
        tag=release,
        platform="any",
        labels=labels,
    )
