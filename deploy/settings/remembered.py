"""Which settings files were found right before: to load who judges them takes a quarter of a start.

What is remembered is a hash of the files and of the code that judged them. It says nothing of what they hold.
"""

import hashlib
import os
import sys
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from deploy.settings.layers import Layers

_HOUSE = Path(__file__).parents[1]
_JUDGES = ("settings", "model")


def mark_of(layers: Layers) -> str:
    """What the files are known by: each text, and whoever judges them."""
    mark = hashlib.sha256(_judges())
    for layer in layers.files:
        mark.update(hashlib.sha256(layer.source.text.encode()).digest())
    return mark.hexdigest()


def is_remembered(place: Path, mark: str) -> bool:
    """Whether files of that mark were found right."""
    try:
        return place.read_text() == mark
    except (OSError, ValueError):
        return False


def remember(place: Path, mark: str) -> None:
    """Keep the mark where a run has kept something before: looking makes no folders."""
    with suppress(OSError):
        if place.parent.is_dir():
            draft = place.with_suffix(f".{os.getpid()}")
            draft.write_text(mark)
            draft.replace(place)


@cache
def _judges() -> bytes:
    """The code that knows what is right: ours, this Python, and the pydantic that is installed."""
    code = hashlib.sha256(sys.version.encode())
    for file in sorted(file for folder in _JUDGES for file in (_HOUSE / folder).glob("*.py")):
        code.update(hashlib.sha256(file.read_bytes()).digest())
    spec = find_spec("pydantic")
    for place in spec.submodule_search_locations or () if spec else ():
        code.update(f"{place} {(Path(place) / 'version.py').read_text()}".encode())
    return code.digest()
