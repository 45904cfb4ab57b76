"""What a run is asked before it is let in: its keys, its checkout, its approval."""

import os
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from deploy.bootstrap.accounts import open_clients
from deploy.connectors.clock.port import Clock
from deploy.connectors.identity.boto import BotoIdentity
from deploy.connectors.identity.github import GithubApproval
from deploy.connectors.identity.port import Approval, Caller, Identity, NotSignedIn
from deploy.connectors.process.port import ProcessRunner
from deploy.connectors.source.git import GitSource
from deploy.connectors.source.port import Source
from deploy.settings.schema import Settings


@dataclass(frozen=True)
class Gatehouse:
    """What can be known of a run before it does anything."""

    settings: Settings
    clock: Clock
    source: Source
    approval: Approval
    identity: Identity | None = None
    """None where no account is in play: on other platforms, and in a rehearsal that names none."""
    region: str = ""
    """The region that the surroundings name; empty where they name none, or it is of no account."""
    is_rehearsal: bool = False
    """Whether the account is one on this machine, which simulates no rights and may be called production."""

    @cached_property
    def caller(self) -> Caller | NotSignedIn | None:
        """Who we are; asked once."""
        return self.identity.look() if self.identity else None


def open_gatehouse(settings: Settings, root: Path, clock: Clock, processes: ProcessRunner) -> Gatehouse:
    """The gatehouse of one system in one environment; nothing is asked yet."""
    plain = Gatehouse(settings, clock, GitSource(root, processes), GithubApproval(os.environ))
    aws = settings.aws
    is_rehearsal = aws is not None and bool(aws.endpoint or aws.endpoint_file)
    if aws is None or not settings.is_on_aws or (is_rehearsal and aws.account is None):
        return plain
    identity = BotoIdentity(open_clients(settings, root), clock)
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION", "")
    return replace(plain, identity=identity, region="" if is_rehearsal else region, is_rehearsal=is_rehearsal)
