"""One boto3 session for the whole process: a second client costs milliseconds, a second session more."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from deploy.connectors.aws.errors import refuse_pages
from deploy.connectors.aws.github import add_github_keys

_TRIES = 4

_LOOPBACK = "http://127."
_REHEARSAL_KEYS = {"aws_access_key_id": "AKIAREHEARSAL0000000", "aws_secret_access_key": "rehearsal"}
"""A rehearsal takes any keys; a person's real ones never leave for it."""


@dataclass(frozen=True)
class Client:
    """One service of AWS, as it is looked at and as it is sent to."""

    made: Callable[[int], Any]
    """Makes a client of boto3 that tries each call so many times."""

    @cached_property
    def patient(self) -> Any:  # noqa: ANN401 - boto3 ships no types
        """For looking: what was asked may be asked again."""
        return self.made(_TRIES)

    @cached_property
    def once(self) -> Any:  # noqa: ANN401 - as above
        """For sending: a second try could act twice."""
        return self.made(1)


@dataclass(frozen=True)
class Clients:
    """The clients of one region, and of one endpoint where it is a rehearsal."""

    region: str
    endpoint: str = ""
    connect_seconds: float = 5
    answer_seconds: float = 20
    """After so many seconds without an answer a call counts as lost."""

    def of(self, service: str) -> Client:
        """The clients of that service."""
        return Client(lambda tries: self._made(service, tries))

    @property
    def is_rehearsal(self) -> bool:
        """Whether this is no real account."""
        return self.endpoint.startswith(_LOOPBACK)

    @cached_property
    def session(self) -> Any:  # noqa: ANN401 - as above
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
            connect_timeout=self.connect_seconds,
            read_timeout=self.answer_seconds,
            retries={"total_max_attempts": tries, "mode": "standard"},
            inject_host_prefix=not self.endpoint,
            proxies={} if self.is_rehearsal else None,
        )
        made = self.session.client(service, endpoint_url=self.endpoint or None, config=config)
        made.meta.events.register("before-parse.*", refuse_pages)
        return made
