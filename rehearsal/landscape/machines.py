"""Container instances, for systems whose copies run on machines of their own."""

import json
from typing import Any

from rehearsal.landscape.aws import Aws

MACHINES = 2
"""So many are registered: one can be drained while the other takes its copies."""
_ANY_IMAGE = "ami-12c6146b"


def machines(aws: Aws, cluster: str) -> None:
    """Register container instances until there are enough; each is an instance of EC2 too."""
    ecs = aws.client("ecs")
    standing = len(ecs.list_container_instances(cluster=cluster)["containerInstanceArns"])
    for _ in range(standing, MACHINES):
        _register(ecs, aws.client("ec2"), cluster)


def _register(ecs: Any, ec2: Any, cluster: str) -> None:  # noqa: ANN401 - boto3 ships no types
    started = ec2.run_instances(ImageId=_ANY_IMAGE, MinCount=1, MaxCount=1)
    document = json.dumps({"instanceId": started["Instances"][0]["InstanceId"]})
    ecs.register_container_instance(cluster=cluster, instanceIdentityDocument=document)
