"""The step of `build`."""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from deploy.bootstrap import Workshop
from deploy.connectors.docker.port import BuildOrder, Built, Labels, no_labels
from deploy.engine.events import PartSpoke, Said
from deploy.model.image import sized
from deploy.model.plan import Seen
from deploy.tasks.build.orders import orders_of
from deploy.tasks.components import is_site
from deploy.tasks.side_by_side import Say, one_error, side_by_side

AT_A_TIME = 3
"""One more than two cores: while one image leaves the engine, the others use them."""
_LAST_WORDS = 15


@dataclass(frozen=True, slots=True)
class BuildImages:
    """The images of a release, some at a time; what did not change is not built again."""

    components: tuple[str, ...]
    release: str
    labels: Callable[[], Labels] = no_labels

    @property
    def name(self) -> str:
        """In an operator's words."""
        what = "image" if len(self.components) == 1 else "images"
        return f"build the {what} of {', '.join(self.components)} for {self.release}"

    def act(self, shop: Workshop) -> None:
        """Build them; safe to repeat."""
        last_words: defaultdict[str, deque[str]] = defaultdict(partial(deque, maxlen=_LAST_WORDS))

        def tell(component: str, line: str) -> None:
            if not line.strip():
                return
            last_words[component].append(line)
            shop.outside.screen.show(PartSpoke(component, line))

        jobs = {name: partial(_built, shop, order) for name, order in self._orders(shop).items()}
        outcomes = side_by_side(jobs, AT_A_TIME, tell)
        for component, built in outcomes.done.items():
            shop.outside.screen.show(Said(f"{component}: {_told(built)}"))
        if outcomes.failed:
            for component in outcomes.failed:
                for line in last_words[component]:
                    shop.outside.screen.show(Said(f"{component}: {line}"))
            raise one_error(outcomes, "is built")

    @property
    def reason(self) -> str:
        """Why it is done."""
        return f"{self.release} gets an image for each component, and what did not change is not built again"

    def observe(self, shop: Workshop) -> Seen:
        """Whether each component has an image of the release, and which."""
        return images_seen(shop, self.components, self.release)

    def check(self, shop: Workshop) -> None:
        """Raise where an image has to be built and something for it is missing; builds nothing."""
        orders = self._orders(shop)
        sites = tuple(order for name, order in orders.items() if _is_site(shop, name))
        if sites:
            shop.site_builder.check(sites)
        if len(orders) > len(sites):
            shop.builder.check(tuple(order for order in orders.values() if order not in sites))

    def _orders(self, shop: Workshop) -> dict[str, BuildOrder]:
        return orders_of(shop, self.components, self.release, self.labels)


def images_seen(shop: Workshop, components: tuple[str, ...], release: str) -> Seen:
    """Whether each component has an image of the release, and which."""
    images = {name: shop.shelf.by_tag(name, release) for name in components}
    texts = [
        f"{name} is {image.digest}, {sized(image.size)}" if image else f"{name} has no image"
        for name, image in images.items()
    ]
    return Seen(is_so=all(images.values()), text="; ".join(texts))


def _built(shop: Workshop, order: BuildOrder, say: Say) -> Built:
    builder = shop.site_builder if _is_site(shop, order.component) else shop.builder
    return builder.build(order, say)


def _is_site(shop: Workshop, name: str) -> bool:
    return is_site(shop.settings, shop.settings.component(name))


def _told(built: Built) -> str:
    if built.was_there:
        return "nothing changed, so the image stays"
    return f"built, {built.image.digest}"
