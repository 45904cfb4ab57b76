"""What the tests of the doors share."""

from pathlib import Path

import pytest

from tests.doors.checkout import Checkout, make


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout that nobody has run anything in, on a machine with uv."""
    return make(tmp_path)
