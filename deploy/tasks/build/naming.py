"""The step of `build --same-as`: another name for the images of a release that is there already."""

from dataclasses import dataclass

from deploy.bootstrap import Workshop
from deploy.model.plan import Seen
from deploy.tasks.build.steps import images_seen
from deploy.tasks.fetching import image_at_hand, refuse_unknown


@dataclass(frozen=True, slots=True)
class NameImages:
    """The images of another release, by their digests; nothing is built."""

    components: tuple[str, ...]
    release: str
    same_as: str

    @property
    def name(self) -> str:
        """In an operator's words."""
        return f"take the images of {', '.join(self.components)} from {self.same_as} for {self.release}"

    @property
    def reason(self) -> str:
        """Why it is done."""
        return f"{self.release} is to be the very images of {self.same_as}, so nothing is built"

    def act(self, shop: Workshop) -> None:
        """Note them under the new name; what is not on this machine is fetched by its digest."""
        for name in self.components:
            image = image_at_hand(shop, shop.settings.component(name), self.same_as)
            shop.shelf.note_tag(name, self.release, image)

    def observe(self, shop: Workshop) -> Seen:
        """Whether each component has the same image under both names."""
        seen = images_seen(shop, self.components, self.release)
        shelf = shop.shelf
        is_same = all(shelf.by_tag(n, self.release) == shelf.by_tag(n, self.same_as) for n in self.components)
        return Seen(seen.is_so and is_same, seen.text)

    def check(self, shop: Workshop) -> None:
        """Refuse a release that nobody knows."""
        for name in self.components:
            refuse_unknown(shop, shop.settings.component(name), self.same_as)
