"""One boto3 session for the whole process: a second client costs milliseconds, a second session more."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from deploy.connectors.aws.errors import refuse_pages
from deploy.connectors.aws.github import add_github_keys

Client = Callable[[bool], Any]
"""Gives a client of one service: True for looking, with retries; False for sending, without any."""

_CONNECT_SECONDS = 5
_READ_SECONDS = 20
_TRIES = 4


_LOOPBACK = "http://127."
_REHEARSAL_KEYS = {"aws_access_key_id": "AKIAREHEARSAL0000000", "aws_secret_access_key": "rehearsal"}
"""A rehearsal takes any keys; a person's real ones never leave for it."""


@dataclass(frozen=True)
class Clients:
    """The clients of one region, and of one endpoint where it is a rehearsal."""

    region: str
    endpoint: str = ""

    def of(self, service: str) -> Client:
        """How clients of that service are made."""
        return lambda retries: self._made(service, _TRIES if retries else 1)

    @property
    def is_rehearsal(self) -> bool:
        """Whether this is no real account."""
        return self.endpoint.startswith(_LOOPBACK)

    @cached_property
    def session(self) -> Any:  # noqa: ANN401 - boto3 ships no types
        """The session; keys are looked for when they are needed."""
        import boto3  # noqa: PLC0415 - heavy, and needed only where AWS is

        keys = _REHEARSAL_KEYS if self.is_rehearsal else {}
        made = boto3.session.Session(region_name=self.region, **keys)
        if not keys:
            add_github_keys(made, self.region, os.environ)
        return made

    def _made(self, service: str, tries: int) -> Any:  # noqa: ANN401 - as above
        from botocore.config import Config  # noqa: PLC0415 - comes with boto3

        config = Config(
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
            retries={"total_max_attempts": tries, "mode": "standard"},
            inject_host_prefix=not self.endpoint,
            proxies={} if self.is_rehearsal else None,
        )
        made = self.session.client(service, endpoint_url=self.endpoint or None, config=config)
        made.meta.events.register("before-parse.*", refuse_pages)
        return made
