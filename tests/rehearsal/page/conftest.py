"""An ECS in this process, and a cluster in a running rehearsal, for tests of the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearsal.control.reset import reset_records
from tests.rehearsal.conftest import Running
from tests.rehearsal.ecs.live.cluster import CLUSTER, Cluster, make_bundle
from tests.rehearsal.ecs.memory import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An ECS without machines; moto's records are global, so they are emptied afterwards."""
    yield Office(tmp_path)
    reset_records()


@pytest.fixture(scope="module")
def cluster(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    """A cluster with a bundle to start; a minute takes a minute, so that pauses stay."""
    ec2 = running.client("ec2")
    network = {
        "awsvpcConfiguration": {
            "subnets": [ec2.describe_subnets()["Subnets"][0]["SubnetId"]],
            "securityGroups": [ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]],
        },
    }
    running.client("ecs").create_cluster(clusterName=CLUSTER)
    return Cluster(running, make_bundle(tmp_path_factory.mktemp("bundle") / "app"), network)
