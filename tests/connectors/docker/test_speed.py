"""An unchanged context is answered quickly."""

from pathlib import Path
from time import process_time

from deploy.connectors.docker.bundle import BundleBuilder
from deploy.connectors.docker.port import BuildOrder
from deploy.connectors.docker.shelf import Shelf
from tests.connectors.docker.contexts import context

FILES = 5000
SECONDS = 0.2


def test_five_thousand_unchanged_files_take_less_than_a_fifth_of_a_second(tmp_path: Path) -> None:
    """In processor time, the best of five, so that what else runs here does not count."""
    order = context(tmp_path)
    for number in range(FILES):
        file = order.context / str(number % 50) / f"{number}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(str(number))
    make = BundleBuilder(Shelf(tmp_path / "images"))
    make.build(order)

    assert min(_seconds(make, order) for _ in range(5)) < SECONDS


def _seconds(make: BundleBuilder, order: BuildOrder) -> float:
    began = process_time()
    assert make.build(order).was_there
    return process_time() - began
