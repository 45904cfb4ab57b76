"""ecs-deploy as it comes from the package index, unmodified, with nothing but the exported variables.

It is no dependency of ours: `SWINGBRIDGE_PEERS` names the folder with its program, else the PATH is searched.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from rehearsal.lifecycle import environment

ECS = shutil.which("ecs", path=os.environ.get("SWINGBRIDGE_PEERS") or None)
CLUSTER, SERVICE = "from-ecs-deploy", "shop"
PATIENCE = 60.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(ECS is None, reason="no ecs-deploy found; SWINGBRIDGE_PEERS names its folder"),
]


def ecs_deploy(running: Any, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One run of `ecs deploy` on the service."""
    return subprocess.run(
        [str(ECS), "deploy", CLUSTER, SERVICE, *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **environment(running.state)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.fixture(scope="module")
def shop(running: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A service of one task with the release v1, stable; the client that made it."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "bundle.json").write_text(json.dumps({"command": ["sleep", "600"]}))
    ecs, ec2 = running.client("ecs"), running.client("ec2")
    ecs.create_cluster(clusterName=CLUSTER)
    container = {"name": "app", "image": f"file://{folder}", "environment": [{"name": "R", "value": "v1"}]}
    definition = ecs.register_task_definition(
        family=SERVICE,
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        containerDefinitions=[container],
    )["taskDefinition"]["taskDefinitionArn"]
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    ecs.create_service(
        cluster=CLUSTER,
        serviceName=SERVICE,
        taskDefinition=definition,
        desiredCount=1,
        launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet]}},
    )
    until = monotonic() + PATIENCE
    while seen(ecs)["deployments"][0]["rolloutState"] != "COMPLETED":
        assert monotonic() < until, "the service never came up"
        sleep(0.1)
    return ecs


def seen(ecs: Any) -> Any:
    """The service now."""
    return ecs.describe_services(cluster=CLUSTER, services=[SERVICE])["services"][0]


def test_ecs_deploy_changes_a_service_waits_for_it_and_tidies_up(
    shop: Any, running: Any, tmp_path: Path
) -> None:
    """A new definition runs, alone; the one before is deregistered, as ecs-deploy does unless told not to."""
    done = ecs_deploy(running, tmp_path, "--env", "app", "R", "v2", "--timeout=50")

    assert 0 == done.returncode, done.stdout + done.stderr
    service = seen(shop)
    assert (1, 1) == (service["runningCount"], len(service["deployments"]))
    found = shop.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
    assert [{"name": "R", "value": "v2"}] == found["containerDefinitions"][0]["environment"]
    assert [service["taskDefinition"]] == shop.list_task_definitions(familyPrefix=SERVICE)[
        "taskDefinitionArns"
    ]


@pytest.mark.usefixtures("shop")
def test_ecs_deploy_is_told_when_no_task_comes_up(running: Any, tmp_path: Path) -> None:
    """An image that is not there: it waits as long as it was told, and says that it failed."""
    done = ecs_deploy(running, tmp_path, "--image", "app", f"file://{tmp_path}/nowhere", "--timeout=5")

    assert 1 == done.returncode
    assert "Deployment failed" in done.stdout + done.stderr
