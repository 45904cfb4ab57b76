"""The whole way where the policy names ECR, which can look only at what is pushed: against a rehearsal."""

import json
import urllib.request
from collections.abc import Iterator

import pytest

from deploy.connectors.ledger.sqlite import SqliteLedger
from deploy.model.row import Kind
from tests.platforms.ecs_service.desk import Desk, opened

pytestmark = pytest.mark.slow
REPOSITORY = "cost-simulator"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A system whose releases need a scan by ECR."""
    with opened(tmp_path_factory.mktemp("desk"), "cost-simulator") as made:
        path = made.folder / "apps/cost-simulator/local.toml"
        path.write_text(f'{path.read_text()}\n[approvals]\nscan_days = 1\n[scan]\ntools = ["ecr"]\n')
        made.aws.client("ecr").put_image_scanning_configuration(
            repositoryName=REPOSITORY, imageScanningConfiguration={"scanOnPush": True}
        )
        yield made


def scans(desk: Desk) -> list[dict[str, object]]:
    """What the ledger has of scans, the newest last."""
    rows = SqliteLedger(desk.folder / ".swingbridge/cost-simulator/local/ledger.db").rows()
    return [json.loads(row.value("record")) for row in rows if row.kind is Kind.SCANNED]


def test_ecr_is_asked_once_the_image_is_pushed_and_counts_from_then_on(desk: Desk) -> None:
    """`deploy` scans and pushes a second time; what ECR finds later stops the next deployment."""
    live = desk.inv("deploy", "--release=v1")
    first = scans(desk)
    planted = {
        "repository": REPOSITORY,
        "reference": "v1",
        "findings": json.dumps([{"name": "CVE-2026-0001", "severity": "CRITICAL"}]),
    }
    address = f"{desk.state.endpoint}/_rehearsal/actions/plant-scan-findings"
    request = urllib.request.Request(address, json.dumps(planted).encode(), method="POST")  # noqa: S310 - the rehearsal's own
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - as above
        assert 200 == answer.status
    found = desk.inv("scan", "--release=v1")
    recorded = desk.code("push", "--release=v1")
    refused = desk.inv("deploy-bluegreen", "--release=v1")

    assert (0, "v1") == (live.returncode, desk.answers())
    assert "ecr looks once the image is pushed" in live.stdout
    assert [["hygiene", "secrets", "packages"], ["hygiene", "secrets", "packages", "ecr"]] == [
        scan["tools"] for scan in first
    ]
    assert (3, True) == (found.returncode, "CVE-2026-0001" in found.stdout + found.stderr)
    assert (0, False) == (recorded, scans(desk)[-1]["is_passed"])
    assert (3, True) == (refused.returncode, "release-not-scanned" in refused.stdout + refused.stderr)
