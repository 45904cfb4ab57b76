"""Whether the images of a recorded release are still there."""

import pytest

from deploy.connectors.registry.memory import MemoryRegistry
from deploy.platforms.ecs_service.catalogue import TagCatalogue
from deploy.settings.component import Component
from deploy.tasks.deploy.approvals import missing_images
from tests.rollout.scenes import past

COMPONENTS = (Component(name="web", repository="team/web"), Component(name="api", repository="team/api"))


@pytest.mark.parametrize(
    ("release", "there", "references"),
    [
        ("v1", ("team/web", "team/api"), []),
        ("v1", ("team/web",), ["image-not-in-registry"]),
        ("v1", (), ["image-not-in-registry"]),
        ("v9", (), []),
    ],
)
def test_row_30_a_recorded_release_whose_images_are_gone(
    release: str, there: tuple[str, ...], references: list[str]
) -> None:
    """Of every component; a release that nobody recorded is refused elsewhere."""
    registry = MemoryRegistry({(repository, release): "sha256:x" for repository in there})
    found = missing_images(past("v0"), TagCatalogue(registry, COMPONENTS), release)

    assert references == [objection.reference for objection in found]
