"""A really started rehearsal for each test module that asks for one, in a folder of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from rehearsal import lifecycle
from rehearsal.control.plane import Place
from rehearsal.faults.client import FaultClient
from rehearsal.requests.entry import Entry
from rehearsal.requests.log import read_log
from rehearsal.state.file import State


@dataclass(frozen=True)
class Running:
    """A running rehearsal as tests use it."""

    folder: Path

    @property
    def state(self) -> State:
        """Where it answers now; a restart may change it."""
        state = lifecycle.status(self.folder)
        assert state is not None, f"no rehearsal runs in {self.folder}"
        return state

    @property
    def faults(self) -> FaultClient:
        """Its faults."""
        return FaultClient(self.state.endpoint)

    def client(self, service: str, attempts: int = 1, **keys: str) -> Any:
        """A boto3 client of it, which tries once."""
        return _client(self.state.endpoint, service, attempts, tuple(sorted(keys.items())))

    def requests(self, operation: str) -> list[Entry]:
        """What its log has of an operation, oldest first."""
        return [entry for entry in read_log(Path(self.state.requests)) if entry.operation == operation]

    def restart(self) -> None:
        """End it in order and start it again."""
        lifecycle.down(self.folder)
        lifecycle.up(Place(self.folder))


@lru_cache(maxsize=64)
def _client(endpoint: str, service: str, attempts: int, keys: tuple[tuple[str, str], ...]) -> Any:
    given = {"aws_access_key_id": "AKIAREHEARSAL0000000", "aws_secret_access_key": "rehearsal", **dict(keys)}
    config = Config(
        retries={"total_max_attempts": attempts, "mode": "standard"},
        inject_host_prefix=False,
        connect_timeout=5,
        read_timeout=30,
    )
    return boto3.client(service, endpoint_url=endpoint, region_name="us-east-1", config=config, **given)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A rehearsal for the tests of one module."""
    folder = tmp_path_factory.mktemp("rehearsal") / "state"
    lifecycle.up(Place(folder))
    try:
        yield Running(folder)
    finally:
        lifecycle.down(folder, keep=False)
