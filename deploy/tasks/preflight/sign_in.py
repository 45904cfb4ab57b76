"""What speaks against the keys that a run would act with."""

from datetime import datetime

from deploy.connectors.identity.port import Caller, Denied, Lack, NotSignedIn
from deploy.model.plan import Objection
from deploy.settings.platform import Aws
from deploy.tasks.preflight.length import Length


def against_missing(found: NotSignedIn) -> Objection:
    """Nobody is signed in."""
    if found.lack is Lack.NO_KEYS:
        return Objection(
            "aws-no-credentials",
            what="no keys for AWS were found",
            why=f"looked at: {', '.join(found.looked_at)}" + (f"; {found.said}" if found.said else ""),
            do="sign in, or set AWS_PROFILE; in a pipeline AWS_ROLE_ARN, and let the job write its id-token",
        )
    if found.lack is Lack.EXPIRED:
        when = f"at {_clock(found.expired_at)}" if found.expired_at else "at a time that they do not tell"
        return Objection(
            "aws-credentials-expired",
            what=f"the keys from {found.source} ended {when}",
            why=found.said,
            do=found.renew,
        )
    return Objection(
        "aws-no-credentials",
        what=f"AWS does not take the keys from {found.source}",
        why=found.said,
        do=f"{found.renew}; and check the time of day on this machine",
    )


def against_place(
    caller: Caller, aws: Aws, file: str, *, needs_account: bool, region: str
) -> tuple[Objection, ...]:
    """Another account than the settings name, or another region than the surroundings name."""
    found = []
    if aws.account is None and needs_account:
        found.append(
            Objection(
                "account-not-named",
                what="the settings do not say which account production is",
                why=f"you are signed in to {caller.account}, and any account would do",
                do=f'if that is production, add to {file}: [aws] and account = "{caller.account}"',
            )
        )
    if aws.account not in {None, caller.account}:
        found.append(
            Objection(
                "account-differs",
                what=f"you are signed in to account {caller.account}, not to {aws.account}",
                why=f"{file} names {aws.account}; you are {caller.arn}",
                do=f"sign in to {aws.account}, for instance with AWS_PROFILE",
            )
        )
    if region not in {"", aws.region}:
        found.append(
            Objection(
                "region-differs",
                what=f"AWS_REGION is {region}, and the settings say {aws.region}",
                why="one of the two is meant for another system or environment",
                do=f"export AWS_REGION={aws.region}, or unset it: the settings are enough",
            )
        )
    return tuple(found)


def against_life(caller: Caller, length: Length, now: datetime) -> Objection | None:
    """Keys that end before the run can."""
    if caller.renews or caller.expires is None:
        return None
    left = (caller.expires - now).total_seconds()
    if left >= length.seconds:
        return None
    return Objection(
        "credentials-too-short",
        what=f"the keys end in {_minutes(left)}, and the run may take {_minutes(length.seconds)}",
        why=f"they end at {_clock(caller.expires)}; {length.sum}",
        do="sign in again, with a session that lasts longer",
    )


def against_rights(denied: tuple[Denied, ...]) -> tuple[Objection, ...]:
    """Rights that AWS says are missing."""
    return tuple(
        Objection(
            "right-missing",
            what=f"{one.role} may not {one.right.action}",
            why=f"on {one.right.resource or 'anything'} AWS simulates: {one.decision}",
            do="give the role that right in Terraform, or sign in with the role that deploys here",
        )
        for one in denied
    )


def _minutes(seconds: float) -> str:
    return f"{max(0.0, seconds) / 60:.0f} min"


def _clock(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
