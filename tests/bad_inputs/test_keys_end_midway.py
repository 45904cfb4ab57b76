"""Row 25 of the bad inputs: keys that end in the middle of a deploy, against a rehearsal."""

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.connectors.ledger.sqlite import SqliteLedger
from deploy.errors import ExitCode
from deploy.tasks.preflight.gate import STOP_SECONDS
from rehearsal import lifecycle
from rehearsal.faults.client import FaultClient
from rehearsal.faults.model import Fault, Kind
from tests.platforms.ecs_service.desk import LONGEST, Desk, opened, surroundings

LEDGER = ".swingbridge/cost-simulator/local/ledger.db"
UNTIL_SHIFTED = 20.0

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """v1 live, v2 pushed, and a long watch ahead."""
    with opened(tmp_path_factory.mktemp("keys"), "cost-simulator") as desk:
        assert ExitCode.DONE == desk.code("deploy", "--release=v1")
        for verb in ("build", "push"):
            assert ExitCode.DONE == desk.code(verb, "--release=v2")
        change(desk, "watch_seconds = 2", "watch_seconds = 60")
        yield desk


def change(desk: Desk, old: str, new: str) -> None:
    path = desk.folder / "apps/cost-simulator/local.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def lease_owner(desk: Desk) -> str:
    return SqliteLedger(Path(desk.folder / LEDGER)).read().owner


def test_row_25_a_run_stops_while_its_keys_still_take_the_traffic_back(desk: Desk) -> None:
    """The end is known: two minutes before it the run stops; on a slow machine before any traffic moved."""
    ours = 'endpoint_file = ".swingbridge/rehearsal/state.json"'
    change(desk, ours, 'account = "123456789012"')
    end = datetime.now(UTC) + timedelta(seconds=STOP_SECONDS + UNTIL_SHIFTED)
    keys = lifecycle.environment(desk.state) | {"AWS_CREDENTIAL_EXPIRATION": end.isoformat()}
    known_better = ("--override=credentials-too-short", "--reason=drill")
    run = subprocess.run(
        desk.argv("deploy-bluegreen", "--release=v2", *known_better),
        cwd=desk.folder,
        env=surroundings() | keys,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    change(desk, 'account = "123456789012"', ours)
    told = run.stdout + run.stderr

    assert ("candidate 100 %" in told, run.returncode) in {
        (True, ExitCode.REVERTED),
        (False, ExitCode.STOPPED),
    }, told
    assert "set aside: credentials-too-short" in told
    assert "credentials-end" in told
    assert ("v1", "") == (desk.answers(), lease_owner(desk))


def test_row_25_keys_that_end_without_notice_leave_the_rest_to_the_platform(desk: Desk) -> None:
    """Nothing more is sent; the hook's timeout gives the traffic back; the line that goes on is told."""
    desk.pace(3)
    faults = FaultClient(desk.state.endpoint)
    run = subprocess.Popen(
        desk.argv("deploy-bluegreen", "--release=v2", "--json"),
        cwd=desk.folder,
        env=surroundings(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    said = []
    for line in run.stdout:
        said.append(json.loads(line))
        if said[-1]["event"] == "traffic" and said[-1]["candidate_share"] == 100:
            faults.arm(Fault(Kind.EXPIRED, count=0))
    code = run.wait(LONGEST)
    run.stdout.close()
    faults.clear()

    assert ExitCode.STOPPED == code, said
    problems = [event for event in said if event["event"] == "problem"]
    assert any("inv resume" in str(problem["do"]) for problem in problems), said
    assert "v1" == desk.eventually_answers("v1")
    change(desk, "watch_seconds = 60", "watch_seconds = 2")
    assert ExitCode.DONE == desk.code("resume")
    assert "v2" == desk.answers()
