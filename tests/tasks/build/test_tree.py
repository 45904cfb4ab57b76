"""A checkout is asked about itself, with real git."""

import os
import subprocess
from pathlib import Path

import pytest

from deploy.bootstrap import open_processes
from deploy.connectors.clock.system import SystemClock
from deploy.settings.schema import Approvals
from deploy.tasks.build.tree import Checkout

STRICT = Approvals(needs_clean_tree=True, branch="main")


def git(folder: Path, *words: str) -> None:
    """One command of git, independent of whose machine this is."""
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PATH": os.environ["PATH"]}
    who = ("-c", "user.name=ann", "-c", "user.email=ann@example.com", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *who, *words], cwd=folder, env=own, check=True, capture_output=True, timeout=30)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone whose one commit is on origin/main."""
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    origin.mkdir()
    git(origin, "init")
    (origin / "a").write_text("1")
    git(origin, "add", "a")
    git(origin, "commit", "--message=one")
    git(tmp_path, "clone", f"file://{origin}", "clone")
    return clone


def references(folder: Path, approvals: Approvals = STRICT) -> list[str]:
    """What speaks against a checkout."""
    checkout = Checkout(folder, open_processes(SystemClock(), lambda: None))
    return [objection.reference for objection in checkout.objections(approvals)]


def test_a_clean_checkout_of_the_branch_has_nothing_against_it(clone: Path) -> None:
    """As after a fresh clone."""
    assert [] == references(clone)


@pytest.mark.parametrize("name", ["a", "new file"])
def test_row_20_what_is_not_committed_is_named(clone: Path, name: str) -> None:
    """Changed, or unknown to git; an environment that does not ask is not told."""
    (clone / name).write_text("2")
    checkout = Checkout(clone, open_processes(SystemClock(), lambda: None))
    (objection,) = checkout.objections(STRICT)

    assert "tree-not-clean" == objection.reference
    assert name in objection.why
    assert [] == references(clone, Approvals())


def test_row_20_a_commit_that_nobody_else_has_is_refused(clone: Path) -> None:
    """It is not on the branch either."""
    git(clone, "commit", "--allow-empty", "--message=two")

    assert ["commit-not-pushed", "commit-not-on-branch"] == references(clone)


def test_row_21_a_commit_of_another_branch_is_refused(clone: Path) -> None:
    """Also where it was pushed; a detached head of the branch itself is fine."""
    git(clone, "checkout", "--detach")
    assert [] == references(clone)
    git(clone, "commit", "--allow-empty", "--message=two")
    git(clone, "push", "origin", "HEAD:refs/heads/other")

    assert ["commit-not-on-branch"] == references(clone)


def test_row_21_a_shallow_clone_says_that_it_is_one(clone: Path, tmp_path: Path) -> None:
    """It cannot tell what is on a branch that it does not have."""
    git(clone, "commit", "--allow-empty", "--message=two")
    git(clone, "push", "origin", "HEAD:refs/heads/other")
    git(tmp_path, "clone", "--depth=1", "--branch=other", f"file://{tmp_path / 'origin'}", "shallow")
    checkout = Checkout(tmp_path / "shallow", open_processes(SystemClock(), lambda: None))
    (objection,) = checkout.objections(STRICT)

    assert ("commit-not-on-branch", "git fetch --unshallow") == (objection.reference, objection.do)


def test_a_folder_without_git_is_no_clean_checkout(tmp_path: Path) -> None:
    """Nothing is known about it."""
    assert ["tree-not-clean", "commit-not-pushed", "commit-not-on-branch"] == references(tmp_path)
