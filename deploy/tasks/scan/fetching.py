"""Gets an image that was built elsewhere: by the digest of the release's record, never by a tag."""

import json
from functools import partial

from deploy.bootstrap import Workshop
from deploy.engine.events import Said
from deploy.errors import Reverted
from deploy.model.image import Image
from deploy.settings.component import Component
from deploy.tasks.components import image_of


def image_at_hand(shop: Workshop, component: Component, release: str) -> Image:
    """The image on the shelf; where it is not, and the ledger has the release, from the registry."""
    image = shop.shelf.by_tag(component.name, release)
    if image is not None:
        return image
    recorded = shop.history().release(release)
    digests = {a.component: a.digest for a in recorded.artifacts} if recorded else {}
    if component.name not in digests:
        return image_of(shop, component.name, release)
    told = f"{component.name}: fetching {digests[component.name]}, which was built elsewhere"
    shop.outside.screen.show(Said(told))
    image = _fetched(shop, component, digests[component.name])
    shop.shelf.note_tag(component.name, release, image)
    return image


def _fetched(shop: Workshop, component: Component, digest: str) -> Image:
    """What is on the shelf already is not fetched again."""
    registry, repository = shop.destination(component), component.repository
    manifest = shop.shelf.add(partial(registry.fetch_manifest, repository, digest))
    words = json.loads(manifest.path.read_bytes())
    parts = (words.get("config", {}), *words.get("layers", []))
    for name in (str(part["digest"]) for part in parts if "digest" in part):
        if not shop.shelf.path(name).is_file():
            shop.shelf.add(partial(registry.fetch_blob, repository, name))
    image = shop.shelf.image(digest)
    if image is None:
        raise Reverted(
            "registry-damaged-download",
            what=f"{digest} of {repository} is no image of one platform",
            why="its manifest names no configuration and layers that could be fetched",
            do="look at what stands in the registry, and push under a new release name",
        )
    return image
