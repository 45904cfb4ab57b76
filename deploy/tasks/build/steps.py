"""The step of `build`."""

from dataclasses import dataclass

from deploy.bootstrap import Workshop
from deploy.connectors.docker.port import BuildOrder
from deploy.engine.events import Said
from deploy.model.image import sized
from deploy.model.plan import Seen


@dataclass(frozen=True, slots=True)
class BuildImage:
    """One component's image; what did not change is not built again."""

    component: str
    release: str
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """In an operator's words."""
        return f"build the image of {self.component} for {self.release}"

    def act(self, shop: Workshop) -> None:
        """Build it; safe to repeat."""
        built = shop.builder.build(_order(shop, self))
        if built.was_there:
            shop.outside.screen.show(Said(f"{self.component}: nothing changed, so the image stays"))

    def observe(self, shop: Workshop) -> Seen:
        """Whether the release has an image, and which."""
        image = shop.shelf.by_tag(self.component, self.release)
        if image is None:
            return Seen(is_so=False, text=f"{self.component} has no image for {self.release}")
        return Seen(is_so=True, text=f"{self.component} is {image.digest}, {sized(image.size)}")


def _order(shop: Workshop, step: BuildImage) -> BuildOrder:
    component, images = shop.settings.component(step.component), shop.settings.images
    context = shop.outside.root / (component.context or ".")
    dockerfile = shop.outside.root / component.dockerfile if component.dockerfile else context / "Dockerfile"
    return BuildOrder(
        component=component.name,
        repository=component.repository,
        context=context,
        dockerfile=dockerfile,
        tag=step.release,
        base=images.base or "",
        platform=images.architecture.value,
        labels=step.labels,
    )
