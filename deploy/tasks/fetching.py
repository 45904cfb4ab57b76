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
    digest = _recorded(shop, component, release)
    if not digest:
        return image_of(shop, component.name, release)
    shop.outside.screen.show(Said(f"{component.name}: fetching {digest}, which was built elsewhere"))
    image = _fetched(shop, component, digest)
    shop.shelf.note_tag(component.name, release, image)
    return image


def refuse_unknown(shop: Workshop, component: Component, release: str) -> None:
    """Refuse a release that neither this machine nor the ledger has; nothing is fetched."""
    if not _recorded(shop, component, release):
        image_of(shop, component.name, release)


def _recorded(shop: Workshop, component: Component, release: str) -> str:
    """The digest in the release's record; empty where there is none."""
    record = shop.history().release(release)
    return next((a.digest for a in record.artifacts if a.component == component.name), "") if record else ""


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
