"""The line that a newcomer types first, with nothing running."""

import shutil
from pathlib import Path

import pytest

from rehearsal import lifecycle
from tests.platforms.ecs_service.desk import ROOT, Desk

SYSTEM = "cost-simulator"


@pytest.mark.slow
def test_one_line_leads_from_nothing_to_a_release_and_its_plan_starts_nothing(tmp_path: Path) -> None:
    """The rehearsal comes up with the system's landscape, and bundles are made for its processes."""
    for part in ("apps", "docker"):
        shutil.copytree(ROOT / part, tmp_path / part)
    desk, home = Desk(tmp_path, SYSTEM), tmp_path / ".swingbridge/rehearsal"
    try:
        plan = desk.inv("deploy", "--release=v1", "--plan")
        was_there = home.exists()
        code = desk.code("deploy", "--release=v1")
        answers, runtime = desk.answers(), desk.state.runtime
    finally:
        lifecycle.down(home, keep=False)

    assert (0, False) == (plan.returncode, was_there)
    assert "a run would start it first: ./inv rehearsal.up --app=cost-simulator" in plan.stdout + plan.stderr
    assert (0, "v1", "process") == (code, answers, runtime)
    assert [] == list(home.parent.glob("rehearsal"))
