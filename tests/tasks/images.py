"""A prompt in a folder with systems and their images."""

import shutil
from pathlib import Path

from tests.tasks.prompt import ROOT, Prompt


def prompt_with_images(folder: Path) -> Prompt:
    """A prompt in a copy of the systems and of what their images are made of."""
    shutil.copytree(ROOT / "docker", folder / "docker", ignore=shutil.ignore_patterns("__pycache__"))
    return Prompt.in_copy(folder)
