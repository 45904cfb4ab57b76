"""What DynamoDB says, in our words; and what it is asked for."""

import socket
from collections.abc import Iterator

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ProfileNotFound,
    ReadTimeoutError,
)

from deploy.connectors.ledger.dynamodb import DynamoLedger
from deploy.connectors.ledger.dynamodb_client import Table, connect
from deploy.connectors.ledger.dynamodb_errors import translated
from deploy.connectors.ledger.port import LedgerDenied, LedgerUnreachable, LedgerUnreadable
from deploy.errors import ExitCode, SwingbridgeError
from deploy.model.lease import LeaseRecord

ADDRESS = "http://127.0.0.1:1"


def answer(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "the message"}}, "PutItem")


@pytest.mark.parametrize(
    ("error", "kind", "part"),
    [
        (answer("AccessDeniedException"), LedgerDenied, "AccessDeniedException: the message"),
        (answer("ExpiredTokenException"), LedgerDenied, "ExpiredTokenException"),
        (answer("ResourceNotFoundException"), LedgerDenied, "ResourceNotFoundException"),
        (answer("InvalidSignatureException"), LedgerDenied, "the time of day on this machine"),
        (answer("RequestExpired"), LedgerDenied, "the time of day on this machine"),
        (NoCredentialsError(), LedgerDenied, "no usable credentials"),
        (ProfileNotFound(profile="x"), LedgerDenied, "no usable credentials"),
        (answer("ValidationException"), LedgerUnreadable, "ValidationException"),
        (answer("ThrottlingException"), LedgerUnreachable, "ThrottlingException"),
        (answer("InternalServerError"), LedgerUnreachable, "InternalServerError"),
        (ClientError({}, "PutItem"), LedgerUnreachable, "DynamoDB says"),
        (EndpointConnectionError(endpoint_url=ADDRESS), LedgerUnreachable, ADDRESS),
        (ConnectTimeoutError(endpoint_url=ADDRESS), LedgerUnreachable, "timeout"),
        (ReadTimeoutError(endpoint_url=ADDRESS), LedgerUnreachable, "timeout"),
    ],
    ids=str,
)
def test_every_error_leaves_in_our_words(error: Exception, kind: type[SwingbridgeError], part: str) -> None:
    """With the place, and the cause kept."""
    with pytest.raises(kind) as told, translated("table t, a/b"):
        raise error

    assert "table t, a/b" in told.value.what
    assert part in told.value.why
    assert error is told.value.__cause__


def test_our_own_errors_pass_unchanged() -> None:
    """They are in our words already."""
    mine = LedgerUnreadable("x", "y")

    with pytest.raises(LedgerUnreadable) as told, translated("table t, a/b"):
        raise mine

    assert mine is told.value


def test_writes_are_sent_once_and_reads_again() -> None:
    """A retry below our own look would meet our own write."""
    clients = connect(Table("ledgers", "eu-central-1", ADDRESS))

    assert clients.writer.meta.config.retries["total_max_attempts"] == 1
    assert clients.reader.meta.config.retries["total_max_attempts"] > 1
    for client in (clients.writer, clients.reader):
        assert client.meta.config.connect_timeout <= 5
        assert client.meta.config.read_timeout <= 5
        assert (ADDRESS, "eu-central-1") == (client.meta.endpoint_url, client.meta.region_name)


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a port on which nobody answers."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "rehearsal")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "rehearsal")
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


def test_a_table_out_of_reach_is_unreachable(nobody: str) -> None:
    """Exit 8: the same command goes on later."""
    store = DynamoLedger(Table("ledgers", "eu-central-1", nobody), "cost-simulator", "staging")

    with pytest.raises(LedgerUnreachable) as unreachable:
        store.swap(LeaseRecord("me", 1, "v1"), "")

    assert "table ledgers, cost-simulator/staging" in unreachable.value.what
    assert ExitCode.STOPPED == unreachable.value.exit_code


def test_a_missing_table_is_told_as_such(nobody: str) -> None:
    """It is not taken for a free lease."""
    from moto import mock_aws  # noqa: PLC0415 - slow, and needed only here

    with mock_aws():
        store = DynamoLedger(Table("nowhere", "eu-central-1"), "cost-simulator", "staging")
        for look in (store.read, store.rows, store.last, store.head):
            with pytest.raises(LedgerDenied) as denied:
                look()
            assert "ResourceNotFoundException" in denied.value.why

    assert nobody.startswith("http://127.0.0.1")
