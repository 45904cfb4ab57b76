"""The same cancel against a rehearsal: real copies, a real door, ECS's own controller."""

import signal
from collections.abc import Iterator

import pytest

from deploy.connectors.ledger.sqlite import SqliteLedger
from deploy.errors import ExitCode
from tests.platforms.ecs_service.desk import Desk, opened
from tests.workflows.reading import job_of
from tests.workflows.runner import Step, add_door

LINE = job_of("deploy-system.yml").line
RELEASE = {"ENVIRONMENT": "local", "SYSTEM": "cost-simulator", "REASON": "push of a tag", "AWS_ROLE_ARN": ""}
LEDGER = ".swingbridge/cost-simulator/local/ledger.db"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A checkout whose system has v1 live in a rehearsal of its own, and a long watch ahead."""
    with opened(tmp_path_factory.mktemp("cancelled"), "cost-simulator") as desk:
        add_door(desk.folder)
        assert ExitCode.DONE == desk.code("deploy", "--release=v1")
        settings = desk.folder / "apps/cost-simulator/local.toml"
        settings.write_text(settings.read_text().replace("watch_seconds = 2", "watch_seconds = 60"))
        yield desk


def test_row_82_cancelled_with_all_the_traffic_on_the_candidate(desk: Desk) -> None:
    """The old release serves, the lease is free or ends by itself, and the same line is not in the way."""
    step = Step(desk.folder, LINE, RELEASE | {"TAG": "cost-simulator/v2"})
    try:
        step.wait_for_step("watch for 60 s")
        assert "v2" == desk.answers()
        ended = step.cancel()
    finally:
        step.close()
    said = "".join(step.lines)
    lease = SqliteLedger(desk.folder / LEDGER).read()

    assert "v1" == desk.eventually_answers("v1"), said
    if ended.after is signal.SIGKILL:
        assert 0 < lease.lease_seconds <= 90, said
    else:
        assert ExitCode.REVERTED == ended.code, said
        assert "" == lease.owner
        assert ExitCode.DONE == desk.code("status")
