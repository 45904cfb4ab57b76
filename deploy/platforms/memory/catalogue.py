"""Every release there could be: on the memory platform a name is enough to have been pushed."""

import hashlib
import re
from dataclasses import dataclass

from deploy.model.release import NO_SCHEMA, Artifact, Release, Schema

_EXPANDS = re.compile(r"-schema(\d{1,4})\b")
_CONTRACTS = re.compile(r"-contract(\d{1,4})\b")


@dataclass(frozen=True, slots=True)
class MemoryCatalogue:
    """A release from its name: `v2-schema3` brings schema 3, `v4-contract3` ends what code below 3 needs."""

    images: tuple[tuple[str, str], ...]
    """The image of each component."""

    def find(self, name: str) -> Release:
        """The release of that name; the same name is always the same release."""
        artifacts = tuple(Artifact(c, image, _digest(image, name)) for c, image in self.images)
        return Release(name, artifacts, _schema(name))


def _digest(image: str, name: str) -> str:
    return "sha256:" + hashlib.sha256(f"{image}:{name}".encode()).hexdigest()


def _schema(name: str) -> Schema:
    if found := _CONTRACTS.search(name):
        return Schema(f"contract {found[1]}", int(found[1]), floor=int(found[1]))
    if found := _EXPANDS.search(name):
        return Schema(f"schema {found[1]}", int(found[1]))
    return NO_SCHEMA
