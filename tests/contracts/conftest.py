"""The yards that the contract of platforms is tested on."""

from pathlib import Path

import pytest

from tests.contracts.yard import Yard, in_process, on_disk


@pytest.fixture(params=[in_process, on_disk], ids=lambda yard: yard.__name__)
def yard(request: pytest.FixtureRequest, tmp_path: Path) -> Yard:
    made: Yard = request.param(tmp_path)
    return made
