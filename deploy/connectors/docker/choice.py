"""Chooses the builder, and only once something has to be made: what did not change is on the shelf."""

from collections.abc import Callable, Sequence
from functools import cached_property
from threading import Lock

from deploy.connectors.docker.builder import DockerBuilder
from deploy.connectors.docker.bundle import BundleBuilder
from deploy.connectors.docker.key import checked_entries, content_key, is_pinned, remembered_key
from deploy.connectors.docker.port import Builder, BuildOrder, Built, Say, silent
from deploy.connectors.docker.shelf import Shelf
from deploy.errors import ToolMissing


class ShelfFirst:
    """Asks nobody where an image of the same content, on a base that cannot have changed, is on the shelf."""

    def __init__(self, shelf: Shelf, choose: Callable[[], Builder]) -> None:
        self._shelf = shelf
        self._choose = choose
        self._lock = Lock()
        self._checked: set[tuple[BuildOrder, ...]] = set()

    def check(self, orders: Sequence[BuildOrder]) -> None:
        """Refuse now where something has to be made and nothing can make it; once for the same orders."""
        if tuple(orders) in self._checked:
            return
        missing = [order for order in orders if self._ready(order, remembered_key) is None]
        try:
            self._check(missing)
        except ToolMissing:  # files that were touched may hold what they held; reading them tells
            self._check([order for order in missing if self._ready(order, content_key) is None])
        self._checked.add(tuple(orders))

    def _check(self, missing: Sequence[BuildOrder]) -> None:
        if missing:
            self._chosen().check(missing)

    def build(self, order: BuildOrder, say: Say = silent) -> Built:
        """The image of an order."""
        ready = self._ready(order, content_key)
        if ready is None:
            return self._chosen().build(order, say)
        self._shelf.note_tag(order.component, order.tag, ready.image)
        return ready

    def _ready(self, order: BuildOrder, key_of: Callable[..., str | None]) -> Built | None:
        if not is_pinned(order.base):
            return None
        key = key_of(order, checked_entries(order), self._shelf, order.dockerfile, order.base)
        if key is None:
            return None
        image = self._shelf.by_key(order.component, key)
        return Built(image, was_there=True, key=key) if image else None

    def _chosen(self) -> Builder:
        with self._lock:  # two builds side by side ask for it at the same moment
            return self._builder

    @cached_property
    def _builder(self) -> Builder:
        return self._choose()


def choose_builder(docker: DockerBuilder, shelf: Shelf, say: Say, *, may_bundle: bool) -> Builder:
    """The builder of an environment: Docker where an engine answers, else bundles where those are enough."""

    def chosen() -> Builder:
        try:
            docker.check_engine()
        except ToolMissing as missing:
            if not may_bundle:
                raise
            say(f"{missing.what}, so bundles are built; they start in the rehearsal alone")
            return BundleBuilder(shelf)
        return docker

    return ShelfFirst(shelf, chosen)
