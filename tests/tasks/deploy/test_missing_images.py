"""Whether the images of a recorded release are still there."""

from dataclasses import dataclass, replace

import pytest

from deploy.bootstrap import World
from deploy.connectors.registry.memory import MemoryRegistry
from deploy.errors import Refused
from deploy.model.release import Release
from deploy.platforms.ecs_service.catalogue import TagCatalogue
from deploy.settings.component import Component
from deploy.tasks.deploy.standing_images import missing_images, refuse_other_images
from tests.rollout.scenes import past
from tests.rollout.small_world import SmallWorld

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
    found = missing_images(past("v0"), release, TagCatalogue(registry, COMPONENTS).find(release))

    assert references == [objection.reference for objection in found]


@dataclass
class LateCatalogue:
    """Shows a release only from the third look on."""

    release: Release
    looks: int = 0

    def find(self, name: str) -> Release | None:
        """Nothing yet, then what was pushed."""
        self.looks += 1
        return self.release if self.looks > 2 and name == self.release.name else None


def recorded(name: str) -> tuple[World, Release]:
    """A world whose ledger knows of a release that was live and went."""
    small = SmallWorld()
    small.deploy(name)
    return small.open(), small.release(name)


def test_what_was_just_pushed_may_show_late() -> None:
    """A registry's lists lag behind its pushes; that is no reason to refuse."""
    world, release = recorded("v1")
    late = LateCatalogue(release)

    refuse_other_images(replace(world, catalogue=late), release)

    assert 3 == late.looks


def test_row_30_what_does_not_show_for_some_seconds_is_gone() -> None:
    """It is asked for more than once, and the refusal says how it comes back."""
    world, release = recorded("v1")
    late = LateCatalogue(replace(release, name="v2"))

    with pytest.raises(Refused) as refusal:
        refuse_other_images(replace(world, catalogue=late), release)

    assert ("image-not-in-registry", True) == (refusal.value.reference, late.looks > 2)
