"""Releases by the tag that all their images carry in the registry."""

from dataclasses import dataclass

from deploy.connectors.registry.port import Registry
from deploy.model.release import Artifact, Release
from deploy.settings.component import Component


@dataclass(frozen=True)
class TagCatalogue:
    """A release is there when every component has an image under its tag; then it is a set of digests."""

    registry: Registry
    components: tuple[Component, ...]

    def find(self, name: str) -> Release | None:
        """The release of that name."""
        digests = [(c, self.registry.digest(c.repository, name)) for c in self.components]
        found = tuple(
            Artifact(c.name, c.repository, digest, c.config_hash) for c, digest in digests if digest
        )
        return Release(name, found) if len(found) == len(self.components) else None
