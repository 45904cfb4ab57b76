"""What AWS and its SDK say when something is wrong, in our words; no error of theirs passes a door."""

from collections.abc import Iterator
from contextlib import contextmanager

from deploy.errors import Refused, Reverted, SwingbridgeError

_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403"}
EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}
_STILL_EXPIRED = "still expired"
"""What the SDK raises as a plain RuntimeError where keys are over that say when they end."""
_UNKNOWN_KEY = {"UnrecognizedClientException", "InvalidClientTokenId", "SignatureDoesNotMatch"}


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
        raise Reverted(
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
    return Reverted("aws-failed", what=what, why=why, do="inv status; the same command goes on from there")


def _expired(what: str, why: str) -> SwingbridgeError:
    """Whether anything was touched before is not known here; the runner knows."""
    return Refused(
        "aws-credentials-expired",
        what=what,
        why=why,
        do="sign in again; then the same command, or inv resume where a run was under way",
    )
