"""A prompt for every test of the faces."""

from pathlib import Path

import pytest

from tests.tasks.prompt import Prompt


@pytest.fixture
def prompt(tmp_path: Path) -> Prompt:
    """A prompt in a fresh copy of the systems."""
    return Prompt.in_copy(tmp_path)
