"""What an environment wants of a checkout."""

import pytest

from deploy.connectors.source.memory import MemorySource
from deploy.connectors.source.port import Checkout
from deploy.settings.schema import Approvals
from deploy.tasks.preflight.checkout import against_checkout

COMMIT = "c" * 40
WANTS_ALL = Approvals(needs_clean_tree=True, branch="main")
MANY = tuple(f"file{number}" for number in range(7))


@pytest.mark.parametrize(
    ("found", "branches", "references"),
    [
        (Checkout(COMMIT, "main"), ("main",), []),
        (Checkout(COMMIT, ""), ("main",), []),
        (Checkout(COMMIT, "idea"), ("main",), []),
        (Checkout(COMMIT, "main"), (), ["commit-not-on-branch"]),
        (Checkout(COMMIT, "main", ("a",)), ("main",), ["tree-not-clean"]),
        (Checkout(COMMIT, "main", is_pushed=False), ("main",), ["commit-not-pushed"]),
        (Checkout(COMMIT, "main", is_shallow=True), ("main",), []),
        (None, ("main",), ["tree-not-clean"]),
    ],
)
def test_where_the_commit_is_counts_and_not_what_is_checked_out(
    found: Checkout | None, branches: tuple[str, ...], references: list[str]
) -> None:
    """A tag in CI has a detached head; its commit is on the branch all the same."""
    told = against_checkout(MemorySource(found, branches), WANTS_ALL)

    assert references == [objection.reference for objection in told]


def test_an_environment_that_wants_nothing_does_not_look() -> None:
    """Not even where there is no checkout."""
    assert () == against_checkout(MemorySource(None), Approvals())


@pytest.mark.parametrize("approvals", [Approvals(branch="main"), Approvals(needs_clean_tree=True)])
def test_each_wish_stands_alone(approvals: Approvals) -> None:
    """The branch without cleanliness, and the other way round."""
    poor = MemorySource(Checkout(COMMIT, "idea", ("a",)))

    (objection,) = against_checkout(poor, approvals)

    assert ("commit-not-on-branch" if approvals.branch else "tree-not-clean") == objection.reference


def test_a_long_list_of_files_is_cut() -> None:
    """Five names, and how many more there are."""
    (objection,) = against_checkout(MemorySource(Checkout(COMMIT, "main", MANY), ("main",)), WANTS_ALL)

    assert "file0, file1, file2, file3, file4 and 2 more" in objection.why


@pytest.mark.parametrize(("is_shallow", "do"), [(True, "fetch-depth: 0"), (False, "merge it into main")])
def test_a_commit_elsewhere_is_told_from_one_that_cannot_be_judged(is_shallow: bool, do: str) -> None:  # noqa: FBT001 - a table
    """A shallow clone does not have the history to tell."""
    (objection,) = against_checkout(MemorySource(Checkout(COMMIT, is_shallow=is_shallow)), WANTS_ALL)

    assert do in objection.do
