"""The registry of the memory environment."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deploy.connectors.registry.folder import FolderRegistry
from deploy.errors import Refused
from tests.connectors.registry.pictures import image


def test_it_keeps_the_rules_of_a_real_one(tmp_path: Path) -> None:
    """Whole images, nothing sent twice, tags that do not move."""
    registry = FolderRegistry(tmp_path / "registry")
    made = image(tmp_path, b"layer")
    first, again = registry.push(made, "team/web", "r1"), registry.push(made, "team/web", "r1")

    assert (made.size, 0) == (first.sent_bytes, again.sent_bytes)
    assert made.digest == registry.digest("team/web", "r1")
    assert registry.digest("team/web", "r2") is None
    with pytest.raises(Refused) as caught:
        registry.push(image(tmp_path, b"other"), "team/web", "r1")
    assert "tag-has-another-image" == caught.value.reference
    assert made.digest == registry.digest("team/web", "r1")


def test_images_that_share_contents_are_pushed_side_by_side(tmp_path: Path) -> None:
    """Two bundles have the same empty configuration; neither push stands in the way of the other."""
    made = [image(tmp_path / str(n), b"%d" % n) for n in range(4)]
    for round_ in range(20):
        registry = FolderRegistry(tmp_path / f"registry-{round_}")
        with ThreadPoolExecutor(len(made)) as pool:
            pushes = [pool.submit(registry.push, one, one.digest[-8:], "v1") for one in made]

        assert [one.digest for one in made] == [push.result().digest for push in pushes]
