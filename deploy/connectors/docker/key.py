"""The content key: one hash of everything that an image is made of."""

import hashlib
import json
from pathlib import Path

from deploy.connectors.docker.context import Contents, Entry, digest_of_file, entries
from deploy.connectors.docker.ignore import read_ignore
from deploy.connectors.docker.port import BuildOrder
from deploy.connectors.docker.shelf import Shelf


def checked_entries(order: BuildOrder) -> list[Entry]:
    """The files of the order's context."""
    return entries(order.context, read_ignore(order.context, order.dockerfile))


def content_key(order: BuildOrder, found: list[Entry], shelf: Shelf, recipe: Path, base: str) -> str:
    """The key: names, modes and contents of all files, the recipe, what the base is, and the platform."""
    contents = Contents(shelf.memory(order.component))
    key = _key(order, found, contents, recipe, base)
    contents.keep()
    return key


def remembered_key(
    order: BuildOrder, found: list[Entry], shelf: Shelf, recipe: Path, base: str
) -> str | None:
    """The key, where all files are remembered; none of them is read for it."""
    contents = Contents(shelf.memory(order.component))
    if not all(entry.link or contents.remembers(entry) for entry in found):
        return None
    return _key(order, found, contents, recipe, base)


def _key(order: BuildOrder, found: list[Entry], contents: Contents, recipe: Path, base: str) -> str:
    files = [
        [entry.name, entry.link or contents.digest(entry), entry.is_executable or bool(entry.link)]
        for entry in found
    ]
    parts = [files, recipe.name, digest_of_file(recipe), base, order.platform]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def is_pinned(base: str) -> bool:
    """Whether a base image is named by what it holds, and so stays what it is."""
    return "@sha256:" in base
