"""A cluster in a running rehearsal for each live test module; a minute lasts a second there."""

import pytest

from tests.rehearsal.conftest import Running
from tests.rehearsal.ecs.live.cluster import CLUSTER, Cluster, make_bundle


@pytest.fixture(scope="module")
def cluster(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    """A cluster with a bundle of the test application."""
    folder = tmp_path_factory.mktemp("bundle")
    ec2 = running.client("ec2")
    network = {
        "awsvpcConfiguration": {
            "subnets": [ec2.describe_subnets()["Subnets"][0]["SubnetId"]],
            "securityGroups": [ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]],
        },
    }
    running.client("ecs").create_cluster(clusterName=CLUSTER)
    made = Cluster(running, make_bundle(folder / "app"), network)
    made.act("ecs.pace", minute="1")
    return made
