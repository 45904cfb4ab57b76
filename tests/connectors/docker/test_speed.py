"""An unchanged context is answered quickly."""

from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest

from deploy.connectors.docker.bundle import BundleBuilder
from deploy.connectors.docker.choice import ShelfFirst
from deploy.connectors.docker.port import Builder, BuildOrder
from deploy.connectors.docker.shelf import Shelf
from tests.connectors.docker.contexts import context
from tests.connectors.docker.little_docker import little_builder
from tests.connectors.docker.test_builder import PINNED

FILES = 5000
SECONDS = 0.2


@pytest.mark.parametrize("kind", ["bundles", "docker"])
def test_five_thousand_unchanged_files_take_less_than_a_fifth_of_a_second(tmp_path: Path, kind: str) -> None:
    """In processor time, the best of five, so that what else runs here does not count."""
    order = replace(context(tmp_path), base=PINNED)
    for number in range(FILES):
        file = order.context / str(number % 50) / f"{number}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(str(number))
    shelf = Shelf(tmp_path / "images")
    make = BundleBuilder(shelf) if kind == "bundles" else ShelfFirst(shelf, lambda: little_builder(tmp_path))
    make.build(order)

    assert min(_seconds(make, order) for _ in range(5)) < SECONDS


def _seconds(make: Builder, order: BuildOrder) -> float:
    began = process_time()
    assert make.build(order).was_there
    return process_time() - began
