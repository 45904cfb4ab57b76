"""Packs the folder of a static site as an OCI artifact: so it has a digest, and a place in a registry."""

from collections.abc import Sequence
from pathlib import Path

from deploy.connectors.docker.artifact import Packing, packed_once
from deploy.connectors.docker.context import Entry, entries
from deploy.connectors.docker.ignore import Ignore
from deploy.connectors.docker.key import content_key
from deploy.connectors.docker.port import BuildOrder, Built, Say, silent
from deploy.connectors.docker.shelf import Shelf
from deploy.errors import Refused
from deploy.model.image import SITE


class SiteBuilder:
    """Packs all of a folder; the order's Dockerfile is the first page, which has to be in it."""

    def __init__(self, shelf: Shelf, not_found: str) -> None:
        self._shelf = shelf
        self._not_found = not_found

    def check(self, orders: Sequence[BuildOrder]) -> None:
        """Refuse a folder without the pages that visitors are sent to."""
        for order in orders:
            for page in (order.dockerfile, order.context / self._not_found):
                if not page.is_file():
                    raise _incomplete(order, page)

    def build(self, order: BuildOrder, say: Say = silent) -> Built:
        """The artifact of an order; its labels are those of its first build."""
        self.check((order,))
        packing = Packing(
            kind=SITE,
            look=lambda: _files(order),
            key=lambda found: content_key(order, found, self._shelf, order.dockerfile, order.base),
            texts={},
            labels=order.labels,
        )
        return packed_once(self._shelf, order, packing, say)


def _files(order: BuildOrder) -> list[Entry]:
    """Every file; a link would be served as whatever it leads to on the machine that uploads it."""
    found = entries(order.context, Ignore())
    links = [entry.name for entry in found if entry.link]
    if links:
        raise Refused(
            "site-incomplete",
            what=f"{', '.join(links)} in the site of {order.component} is a link",
            why="a bucket has files alone",
            do="let the site's own build write the file itself",
        )
    return found


def _incomplete(order: BuildOrder, page: Path) -> Refused:
    return Refused(
        "site-incomplete",
        what=f"the site of {order.component} has no {page.relative_to(order.context)} in {order.context}",
        why="its visitors are sent to that page; the site was not built, or not to its end",
        do="build the site, or correct source, index and not_found under [platform.static_site]",
    )
