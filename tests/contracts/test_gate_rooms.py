"""What the gate asks, of the real room and of the one in memory: the same answer to the same question."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.connectors.aws.clients import Clients
from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.identity.boto import BotoIdentity
from deploy.connectors.identity.github import GithubApproval
from deploy.connectors.identity.memory import MemoryApproval, MemoryIdentity
from deploy.connectors.identity.port import Approval, Caller, Identity, Right
from deploy.connectors.source.memory import MemorySource
from deploy.connectors.source.port import Checkout, Source
from tests.connectors.identity.little_aws import ACCOUNT, ROLE, LittleAws, little_aws
from tests.connectors.source.clones import clone_in, git, origin_in, source_of

WANTED = (
    Right("ecs:UpdateService", "arn:aws:ecs:eu-west-1:111122223333:service/c/s"),
    Right("ecr:GetAuthorizationToken"),
)
CALLER = Caller(ACCOUNT, ROLE, "AWS_ACCESS_KEY_ID in the environment")
KINDS = ("memory", "real")


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[LittleAws]:
    """An AWS that knows us and denies one right."""
    for name in os.environ:
        if name.startswith(("AWS_", "ACTIONS_")):
            monkeypatch.delenv(name)
    with little_aws(denied=("ecs:UpdateService",), approved="production") as aws:
        for name, value in aws.env().items():
            monkeypatch.setenv(name, value)
        yield aws


@pytest.fixture(params=KINDS)
def identity(request: pytest.FixtureRequest, aws: LittleAws) -> Identity:
    """Each implementation, told the same."""
    if request.param == "real":
        return BotoIdentity(Clients("eu-west-1", ""), MemoryClock())
    return MemoryIdentity(CALLER, lacks=aws.denied)


def test_an_identity_tells_who_we_are_and_what_we_lack(identity: Identity) -> None:
    """The right that is denied, and no other."""
    caller = identity.look()
    assert isinstance(caller, Caller)
    lacking = identity.lacking(caller, WANTED)

    assert CALLER == caller
    assert isinstance(lacking, tuple)
    assert [WANTED[0]] == [one.right for one in lacking]


@pytest.fixture(params=KINDS)
def approval(request: pytest.FixtureRequest, aws: LittleAws) -> Approval:
    """Each implementation, told the same."""
    return GithubApproval(aws.env_of_job()) if request.param == "real" else MemoryApproval("production")


def test_an_approval_names_the_environment(approval: Approval) -> None:
    """However often it is asked."""
    assert ("production", "production") == (approval.environment(), approval.environment())


@pytest.fixture(params=KINDS)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Source:
    """Each implementation: a commit that is on one branch of two, and a file that git does not know."""
    if request.param == "memory":
        return MemorySource(Checkout("c" * 40, "main", ("b",)), branches=("idea",))
    origin_in(tmp_path)
    clone = clone_in(tmp_path)
    git(clone, "commit", "--allow-empty", "--message=two")
    git(clone, "push", "origin", "HEAD:refs/heads/idea")
    (clone / "b").write_text("")
    return source_of(clone)


def test_a_source_tells_what_is_checked_out(source: Source) -> None:
    """Its commit in full, its branch, what is changed, and where the commit is."""
    found = source.look()
    assert found is not None

    assert (40, "main", ("b",), True) == (len(found.commit), found.branch, found.changed, found.is_pushed)
    assert (True, False) == (source.is_on("idea"), source.is_on("main"))
