"""How we talk to DynamoDB: short timeouts, and no retry below our own look at the outcome."""

from dataclasses import dataclass
from typing import Any

from deploy.connectors.aws.clients import Clients as AwsClients

_CONNECT_SECONDS = 3
_READ_SECONDS = 5
_READ_TRIES = 4


@dataclass(frozen=True, slots=True)
class Table:
    """Which table, and where; an endpoint only for a rehearsal."""

    name: str
    region: str
    endpoint: str = ""
    connect_seconds: float = _CONNECT_SECONDS
    answer_seconds: float = _READ_SECONDS


@dataclass(frozen=True, slots=True)
class Clients:
    """Two ways to one table; boto3 makes clients at run time and ships no types."""

    reader: Any
    """For reads, which may be repeated freely."""
    writer: Any
    """For writes, sent once: a retry after a lost reply would meet our own write and call it a conflict."""


def connect(table: Table) -> Clients:
    """Both clients, from one session: what takes long is loading the description of the service."""
    from botocore.config import Config  # noqa: PLC0415 - heavy, and needed only here

    session = AwsClients(table.region, table.endpoint).session

    def client(tries: int) -> Any:  # noqa: ANN401 - see above
        config = Config(
            connect_timeout=min(table.connect_seconds, _CONNECT_SECONDS),
            read_timeout=min(table.answer_seconds, _READ_SECONDS),
            retries={"total_max_attempts": tries, "mode": "standard"},
        )
        return session.client("dynamodb", endpoint_url=table.endpoint or None, config=config)

    return Clients(reader=client(_READ_TRIES), writer=client(1))
