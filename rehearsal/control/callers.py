"""Who calls: the account and the ARN behind an access key."""

from rehearsal.control.plane import ACCOUNT


def account_of(access_key: str) -> str:
    """The account that made a key; a key nobody made belongs to the default account.

    moto asks six partitions of every account and thereby makes them; here only what exists is asked.
    """
    from moto.iam.models import iam_backends  # noqa: PLC0415 - moto loads after the port is open

    for account, partitions in list(iam_backends.items()):
        if any(access_key in backend.access_keys for backend in list(partitions.values())):
            return str(account)
    return ACCOUNT


def caller_arn(access_key: str, region: str) -> str:
    """The identity AWS would name; keys nobody made belong to moto's own user, as in GetCallerIdentity."""
    from moto.sts.models import sts_backends  # noqa: PLC0415 - as above

    _, arn, _ = sts_backends[account_of(access_key)]["aws"].get_caller_identity(access_key, region)
    return str(arn)
