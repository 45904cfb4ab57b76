"""Packs a context as a bundle: an OCI artifact that the rehearsal's process runtime starts without Docker."""

from collections.abc import Sequence
from pathlib import Path

from deploy.connectors.docker.artifact import Packing, packed_once
from deploy.connectors.docker.key import checked_entries, content_key
from deploy.connectors.docker.port import BuildOrder, Built, Say, silent
from deploy.connectors.docker.shelf import Shelf
from deploy.errors import Refused
from deploy.model.image import BUNDLE

RECIPE = "bundle.json"


class BundleBuilder:
    """Builds bundles onto a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def check(self, orders: Sequence[BuildOrder]) -> None:
        """Refuse what cannot be packed."""
        for order in orders:
            _recipe(order)

    def build(self, order: BuildOrder, say: Say = silent) -> Built:
        """The bundle of an order; its recipe lies beside the Dockerfile."""
        recipe = _recipe(order)
        packing = Packing(
            kind=BUNDLE,
            look=lambda: checked_entries(order),
            key=lambda found: content_key(order, found, self._shelf, recipe, order.base),
            texts={RECIPE: recipe.read_bytes()},
        )
        return packed_once(self._shelf, order, packing, say)


def _recipe(order: BuildOrder) -> Path:
    recipe = order.dockerfile.with_name(RECIPE)
    if recipe.is_file():
        return recipe
    raise Refused(
        "bundle-recipe-missing",
        what=f"{order.component} cannot be packed: there is no {RECIPE} beside {order.dockerfile.name}",
        why="no Docker engine answers, and a bundle needs to be told its command",
        do="start Docker, or write the file; docs/tasks/build.md shows one",
    )
