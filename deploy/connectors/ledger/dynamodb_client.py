"""How we talk to DynamoDB: short timeouts, and no retry below our own look at the outcome."""

from dataclasses import dataclass
from typing import Any

_CONNECT_SECONDS = 3
_READ_SECONDS = 5
_READ_TRIES = 4


@dataclass(frozen=True, slots=True)
class Table:
    """Which table, and where; an endpoint only for a rehearsal."""

    name: str
    region: str
    endpoint: str = ""


def reader(table: Table) -> Any:  # noqa: ANN401 - boto3 makes its clients at run time and ships no types
    """A client for reads, which may be repeated freely."""
    return _client(table, _READ_TRIES)


def writer(table: Table) -> Any:  # noqa: ANN401 - boto3 makes its clients at run time and ships no types
    """A client for writes: a retry after a lost reply would meet our own write and call it a conflict."""
    return _client(table, 1)


def _client(table: Table, tries: int) -> Any:  # noqa: ANN401 - as above
    import boto3  # noqa: PLC0415 - heavy, and needed only here
    from botocore.config import Config  # noqa: PLC0415 - comes with it

    config = Config(
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        retries={"total_max_attempts": tries, "mode": "standard"},
    )
    session = boto3.session.Session(region_name=table.region)
    return session.client("dynamodb", endpoint_url=table.endpoint or None, config=config)
