"""Who calls: the ARN behind an access key."""

from rehearsal.control.plane import ACCOUNT


def caller_arn(access_key: str, region: str) -> str:
    """The identity AWS would name; keys nobody made belong to moto's own user, as in GetCallerIdentity."""
    from moto.iam.models import get_account_id_from  # noqa: PLC0415 - moto loads after the port is open
    from moto.sts.models import sts_backends  # noqa: PLC0415

    account = get_account_id_from(access_key) or ACCOUNT
    _, arn, _ = sts_backends[account]["aws"].get_caller_identity(access_key, region)
    return str(arn)
