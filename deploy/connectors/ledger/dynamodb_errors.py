"""What DynamoDB and its SDK say when something is wrong, in our words."""

from collections.abc import Iterator
from contextlib import contextmanager

from deploy.connectors.ledger.port import LedgerDenied, LedgerUnreachable, LedgerUnreadable
from deploy.errors import SwingbridgeError

_DENIED = {
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "ResourceNotFoundException",
    "UnrecognizedClientException",
}
_SIGNED_AT_A_WRONG_TIME = {"InvalidSignatureException", "RequestExpired", "SignatureDoesNotMatch"}
_DAMAGED = {"ValidationException"}
_CLOCK = "Signatures hold for minutes only: check that the time of day on this machine is right."


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Let no error of the SDK leave; a write without an answer is unreachable, its outcome unknown."""
    from botocore import exceptions  # noqa: PLC0415 - heavy, and needed only where DynamoDB is

    try:
        yield
    except exceptions.ClientError as error:
        said = error.response.get("Error", {})
        raise _from_answer(place, said.get("Code", ""), said.get("Message", "")) from error
    except (
        exceptions.NoCredentialsError,
        exceptions.PartialCredentialsError,
        exceptions.CredentialRetrievalError,
        exceptions.TokenRetrievalError,
        exceptions.ProfileNotFound,
    ) as error:
        raise LedgerDenied(place, f"There are no usable credentials: {error}.") from error
    except exceptions.BotoCoreError as error:
        raise LedgerUnreachable(place, f"{error}.") from error


def _from_answer(place: str, code: str, message: str) -> SwingbridgeError:
    """The error for an answer of DynamoDB's own."""
    said = f"DynamoDB says {code}: {message}."
    if code in _SIGNED_AT_A_WRONG_TIME:
        return LedgerDenied(place, f"{said} {_CLOCK}")
    if code in _DENIED:
        return LedgerDenied(place, said)
    if code in _DAMAGED:
        return LedgerUnreadable(place, said)
    return LedgerUnreachable(place, said)
