"""The registry password that a task's execution role would fetch from ECR."""

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rehearsal.control.gaps import Call
from rehearsal.ecs.runtime.pull import Credentials

if TYPE_CHECKING:
    from rehearsal.control.plane import ControlPlane

OPERATION = "GetAuthorizationToken"
REGISTRY = "registry"
PATIENCE = 5.0


def ecr_login(plane: "ControlPlane") -> Credentials:
    """Make a way to log in to the rehearsal's own registry; other registries are not told its password."""

    def login(host: str) -> tuple[str, str] | None:
        if host != plane.addresses.get(REGISTRY):
            return None
        answer = plane.gaps.find("ecr", OPERATION)
        # A server that is being stopped holds the lock while it waits for this thread.
        if answer is None or not plane.lock.acquire(timeout=PATIENCE):
            return None
        try:
            caller = f"arn:aws:iam::{plane.account}:role/ecsTaskExecutionRole"
            return _pair(answer(Call("ecr", OPERATION, plane.account, plane.region, caller, {})))
        finally:
            plane.lock.release()

    return login


def _pair(result: Mapping[str, Any]) -> tuple[str, str]:
    token = result["authorizationData"][0]["authorizationToken"]
    user, _, password = base64.b64decode(token).decode().partition(":")
    return user, password
