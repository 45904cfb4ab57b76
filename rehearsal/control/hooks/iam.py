"""IAM: AWS's own policies are made when named; a key is looked up only in accounts that exist."""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from moto.iam import models
from moto.iam.aws_managed_policies import aws_managed_policies_data

from rehearsal.control.callers import account_of
from rehearsal.control.patching import Need, patch
from rehearsal.control.plane import ControlPlane

NEEDS = (
    Need("moto.iam.models", "get_account_id_from", ("access_key",)),
    Need("moto.iam.aws_managed_policies", "aws_managed_policies_data"),
    Need("moto.iam.models", "AWSManagedPolicy.from_data", ("name", "account_id", "region_name", "data")),
    Need("moto.iam.models", "IAMBackend.get_policy", ("self", "policy_arn")),
    Need("moto.iam.models", "IAMBackend.attach_role_policy", ("self", "policy_arn", "role_name")),
    Need("moto.iam.models", "IAMBackend.attach_user_policy", ("self", "policy_arn", "user_name")),
    Need("moto.iam.models", "IAMBackend.attach_group_policy", ("self", "policy_arn", "group_name")),
)
AWS_OWN = ":iam::aws:policy/"


def install(_: ControlPlane) -> None:
    """Put IAM right."""
    patch(models, "get_account_id_from", lambda _: account_of)
    for name in ("get_policy", "attach_role_policy", "attach_user_policy", "attach_group_policy"):
        patch(models.IAMBackend, name, _knowing_aws_policies)


def _knowing_aws_policies(original: Callable[..., Any]) -> Callable[..., Any]:
    """Make the named policy of AWS first; moto makes all 1,400 at the first call, or none of them."""

    def method(self: models.IAMBackend, policy_arn: str, *rest: Any, **named: Any) -> Any:  # noqa: ANN401
        if AWS_OWN in policy_arn and policy_arn not in self.managed_policies:
            _make(self, policy_arn)
        return original(self, policy_arn, *rest, **named)

    return method


def _make(backend: models.IAMBackend, arn: str) -> None:
    name = arn.rpartition("/")[2]
    data = _policies().get(name)
    if data is not None:
        made = models.AWSManagedPolicy.from_data(name, backend.account_id, backend.region_name, data)
        backend.managed_policies[made.arn] = made


@lru_cache(maxsize=1)
def _policies() -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(aws_managed_policies_data)
    return parsed
