"""What AWS and its SDK say when something is wrong, in our words; no error of theirs passes a door."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from deploy.errors import Passing, Refused, Reverted, SignedOut, SwingbridgeError

_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403"}
EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}
_STILL_EXPIRED = "still expired"
"""What the SDK raises as a plain RuntimeError where keys are over that say when they end."""
_UNKNOWN_KEY = {"UnrecognizedClientException", "InvalidClientTokenId", "SignatureDoesNotMatch"}
_THROTTLED = {
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "SlowDown",
}
_BUSY = {
    "500",
    "502",
    "503",
    "504",
    "InternalFailure",
    "InternalError",
    "ServerException",
    "ServiceUnavailable",
}


def may_pass(code: str) -> bool:
    """Whether AWS says by this code that it is only busy, and nothing of what was asked."""
    return code in _THROTTLED | _BUSY


@contextmanager
def in_our_words(doing: str) -> Iterator[None]:
    """Translate whatever goes wrong while doing that."""
    from botocore import exceptions  # noqa: PLC0415 - heavy, and loaded already where AWS is

    try:
        yield
    except exceptions.ClientError as error:
        said = error.response.get("Error", {})
        raise _answered(doing, said.get("Code", ""), said.get("Message", "")) from error
    except (
        exceptions.NoCredentialsError,
        exceptions.PartialCredentialsError,
        exceptions.ProfileNotFound,
    ) as error:
        raise Refused(
            "aws-no-credentials",
            what=f"AWS was not asked: {doing}",
            why=str(error),
            do='sign in, or set AWS_PROFILE; for a rehearsal: eval "$(python -m rehearsal env)"',
        ) from error
    except (exceptions.BotoCoreError, RuntimeError) as error:
        if keys_are_over(error):
            raise _expired(f"AWS was not asked: {doing}", str(error)) from error
        if isinstance(error, RuntimeError):
            raise
        raise Passing(
            "aws-unreachable",
            what=f"AWS did not answer: {doing}",
            why=str(error),
            do="inv status, when the network is back; the same command goes on from there",
        ) from error


def keys_are_over(error: Exception) -> bool:
    """Whether the SDK means that a sign-in is over, and that it cannot get new keys by itself."""
    from botocore import exceptions as e  # noqa: PLC0415 - as above

    by_name = (e.SSOError, e.LoginError, e.TokenRetrievalError, e.CredentialRetrievalError)
    return isinstance(error, by_name) or (isinstance(error, RuntimeError) and _STILL_EXPIRED in str(error))


def _answered(doing: str, code: str, message: str) -> SwingbridgeError:
    what, why = f"AWS refused: {doing}", f"{code}: {message}"
    if code in _DENIED:
        return Refused(
            "aws-access-denied", what=what, why=why, do="give the role that right, or use another role"
        )
    if code in EXPIRED:
        return _expired(what, why)
    if code in _UNKNOWN_KEY:
        return Refused(
            "aws-no-credentials", what=what, why=why, do="check the keys, and the time of day on this machine"
        )
    on = "inv status; the same command goes on from there"
    if code in _THROTTLED:
        return Passing("aws-throttled", what=what, why=why, do=on)
    kind = Passing if code in _BUSY else Reverted
    return kind("aws-failed", what=what, why=why, do=on)


def refuse_pages(response_dict: Mapping[str, Any], **_more: object) -> None:
    """A web page is no answer of AWS: a proxy or a login page stands between. Called by the SDK."""
    kind = str(response_dict.get("headers", {}).get("content-type", ""))
    if not kind.lower().startswith("text/html"):
        return
    raise Refused(
        "aws-not-itself",
        what="what answered in place of AWS was a web page",
        why=f"status {response_dict.get('status_code')}, {kind}: a proxy or a login page stands in between",
        do="check HTTPS_PROXY and NO_PROXY, sign in to the network, then the same command",
    )


def _expired(what: str, why: str) -> SwingbridgeError:
    """Whether anything was touched before is not known here; the runner knows."""
    return SignedOut(
        "aws-credentials-expired",
        what=what,
        why=why,
        do="sign in again; then the same command, or inv resume where a run was under way",
    )
