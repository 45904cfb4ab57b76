"""An ECS in this process for every test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearsal.control.reset import reset_records
from tests.rehearsal.ecs.memory import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An ECS without machines; moto's records are global, so they are emptied afterwards."""
    yield Office(tmp_path)
    reset_records()
