"""The roles that ECS tasks and the deployment controller act in."""

import json
from contextlib import suppress

from deploy.model.topology import Roles
from rehearsal.landscape.aws import Aws


def roles(aws: Aws, prefix: str) -> Roles:
    """The three roles of a system."""
    return Roles(
        execution=_role(aws, f"{prefix}-execution", "ecs-tasks.amazonaws.com"),
        task=_role(aws, f"{prefix}-task", "ecs-tasks.amazonaws.com"),
        infrastructure=_role(aws, f"{prefix}-infrastructure", "ecs.amazonaws.com"),
    )


def _role(aws: Aws, name: str, service: str) -> str:
    iam = aws.client("iam")
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    with suppress(iam.exceptions.EntityAlreadyExistsException):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
    return str(iam.get_role(RoleName=name)["Role"]["Arn"])
