"""Images of any content."""

from pathlib import Path

from deploy.connectors.docker.shelf import Shelf, Types
from deploy.model.image import Image


def image(folder: Path, *layers: bytes) -> Image:
    """An image with these layers."""
    shelf = Shelf(folder / "images")
    contents = tuple(shelf.add(lambda file, data=data: (file.write(data), None)[1]) for data in layers)  # type: ignore[misc] # the loop's value now
    config = shelf.add(lambda file: (file.write(b"{}"), None)[1])
    return shelf.add_image(config, contents, Types())
