"""The identity that boto3 finds, and what AWS says of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from deploy.connectors.aws.clients import Clients
from deploy.connectors.aws.errors import EXPIRED, in_our_words, keys_are_over, may_pass
from deploy.connectors.clock.port import Clock
from deploy.connectors.identity.port import Caller, Denied, Lack, NotSignedIn, Right, Untold
from deploy.connectors.identity.sources import RENEWS, looked_at, place, renew_line

_NEVER_SIMULATED = ":root"


class BotoIdentity:
    """Our own keys, asked about themselves."""

    def __init__(self, clients: Clients, clock: Clock) -> None:
        self._clients = clients
        self._clock = clock

    def look(self) -> Caller | NotSignedIn:
        """Ask AWS who we are; keys that say of themselves that they are over are not sent."""
        from botocore import exceptions  # noqa: PLC0415 - heavy, and needed only where AWS is

        try:
            keys = self._clients.session.get_credentials()
        except (exceptions.ProfileNotFound, exceptions.PartialCredentialsError) as error:
            return NotSignedIn(Lack.NO_KEYS, ("AWS_PROFILE and the files of the AWS CLI",), said=str(error))
        if keys is None:
            return NotSignedIn(Lack.NO_KEYS, looked_at(self._clients.session))
        if self._are_over(keys):
            return self._not_signed_in(Lack.EXPIRED, keys, "they say so of themselves")
        return self._asked(keys)

    @in_our_words("STS: who we are")
    def _asked(self, keys: Any) -> Caller | NotSignedIn:  # noqa: ANN401 - boto3 ships no types
        from botocore import exceptions  # noqa: PLC0415 - as above

        try:
            said = self._clients.of("sts").patient.get_caller_identity()
        except exceptions.ClientError as error:
            answer = error.response.get("Error", {})
            if may_pass(answer.get("Code", "")):
                raise
            lack = Lack.EXPIRED if answer.get("Code") in EXPIRED else Lack.REFUSED
            return self._not_signed_in(lack, keys, f"{answer.get('Code')}: {answer.get('Message')}")
        except (exceptions.BotoCoreError, RuntimeError) as error:
            if not keys_are_over(error):
                raise
            return self._not_signed_in(Lack.EXPIRED, keys, str(error))
        return Caller(said["Account"], said["Arn"], place(keys.method), _end_of(keys), keys.method in RENEWS)

    def lacking(self, caller: Caller, rights: Sequence[Right]) -> tuple[Denied, ...] | Untold:
        """Let AWS play the actions through, in one call; what it cannot judge is no lack."""
        from botocore import exceptions  # noqa: PLC0415 - as above

        role = principal_of(caller.arn)
        if role.endswith(_NEVER_SIMULATED):
            return Untold("the root user is not simulated")
        try:
            answers = self._simulated(role, rights)
        except (exceptions.ClientError, exceptions.BotoCoreError) as error:
            return Untold(str(error))
        wanted = {(right.action, right.resource or "*"): right for right in rights}
        return tuple(
            Denied(wanted[pair], role, answer["EvalDecision"])
            for answer in answers
            if (pair := (answer["EvalActionName"], answer.get("EvalResourceName", "*"))) in wanted
            and answer["EvalDecision"] != "allowed"
            and not answer.get("MissingContextValues")
        )

    def _simulated(self, role: str, rights: Sequence[Right]) -> list[dict[str, Any]]:
        """Every action on every resource; the pairs that nobody asked for are dropped by the caller."""
        pages = (
            self._clients.of("iam")
            .patient.get_paginator("simulate_principal_policy")
            .paginate(
                PolicySourceArn=role,
                ActionNames=sorted({right.action for right in rights}),
                ResourceArns=sorted({right.resource or "*" for right in rights}),
            )
        )
        return [answer for page in pages for answer in page["EvaluationResults"]]

    def _are_over(self, keys: Any) -> bool:  # noqa: ANN401 - as above
        """Keys of a source that renews are never over: they are fetched when they are used."""
        end = _end_of(keys)
        return keys.method not in RENEWS and end is not None and end <= self._clock.wall()

    def _not_signed_in(self, lack: Lack, keys: Any, said: str) -> NotSignedIn:  # noqa: ANN401 - as above
        return NotSignedIn(
            lack,
            said=said,
            source=place(keys.method),
            expired_at=_end_of(keys),
            renew=renew_line(keys.method, self._clients.session.profile_name),
        )


def principal_of(arn: str) -> str:
    """The role or user whose policies hold: AWS simulates a role, and none of its sessions."""
    head, _, rest = arn.partition(":assumed-role/")
    if not rest:
        return arn
    return f"{head.replace(':sts:', ':iam:')}:role/{rest.partition('/')[0]}"


def _end_of(keys: Any) -> datetime | None:  # noqa: ANN401 - as above
    """When the keys end, which botocore keeps to itself."""
    end = getattr(keys, "_expiry_time", None)
    return end if isinstance(end, datetime) else None
