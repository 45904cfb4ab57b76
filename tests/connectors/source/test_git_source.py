"""A checkout is asked about itself, with real git."""

from pathlib import Path

import pytest

from deploy.connectors.source.port import Checkout
from tests.connectors.source.clones import clone_in, git, origin_in, source_of


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone whose one commit is on origin/main."""
    origin_in(tmp_path)
    return clone_in(tmp_path)


def looked(folder: Path) -> Checkout:
    """What a checkout says; there has to be one."""
    found = source_of(folder).look()
    assert found is not None
    return found


def test_a_fresh_clone_is_clean_pushed_and_on_its_branch(clone: Path) -> None:
    """And has its whole history."""
    found = looked(clone)

    assert ("main", (), True, False) == (found.branch, found.changed, found.is_pushed, found.is_shallow)
    assert 40 == len(found.commit)
    assert source_of(clone).is_on("main")


@pytest.mark.parametrize("name", ["a", "new file"])
def test_what_is_changed_or_unknown_to_git_is_named(clone: Path, name: str) -> None:
    """What a name would do to a terminal is spelled out elsewhere."""
    (clone / name).write_text("2")

    assert [name] == [found.strip('"') for found in looked(clone).changed]


def test_a_commit_of_our_own_is_not_pushed(clone: Path) -> None:
    """Nor is it on the remote's branch."""
    git(clone, "commit", "--allow-empty", "--message=two")

    assert not looked(clone).is_pushed
    assert not source_of(clone).is_on("main")


def test_a_tag_that_ci_checked_out_is_detached_and_on_its_branch(tmp_path: Path) -> None:
    """As actions/checkout does it with fetch-depth 0."""
    git(origin_in(tmp_path), "tag", "cost-simulator/v1")
    clone = clone_in(tmp_path)
    git(clone, "checkout", "--detach", "cost-simulator/v1")

    assert ("", True) == (looked(clone).branch, looked(clone).is_pushed)
    assert source_of(clone).is_on("main")


def test_a_shallow_clone_of_another_branch_says_so(clone: Path, tmp_path: Path) -> None:
    """It cannot tell what is on a branch that it does not have."""
    git(clone, "commit", "--allow-empty", "--message=two")
    git(clone, "push", "origin", "HEAD:refs/heads/other")
    shallow = clone_in(tmp_path, "--depth=1", "--branch=other", name="shallow")

    assert looked(shallow).is_shallow
    assert not source_of(shallow).is_on("main")


def test_a_folder_without_git_and_one_without_a_commit_are_no_checkout(tmp_path: Path) -> None:
    """Nothing is known about them."""
    (tmp_path / "empty").mkdir()
    git(tmp_path / "empty", "init")

    assert None is source_of(tmp_path / "empty").look()
    assert not source_of(tmp_path / "empty").is_on("main")
