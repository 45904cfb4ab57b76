"""Bad inputs about what would go out; the number is the row in the list of bad inputs and misuses.

Each is typed as a person would, in a clone of a repository with an origin, and touches nothing.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from deploy.errors import ExitCode
from deploy.model.release import Artifact, Release
from deploy.model.row import Kind, Row
from deploy.tasks.deploy.standing_images import moved_tags
from tests.connectors.source.clones import clone_in, git, origin_in
from tests.tasks.prompt import Answer, Prompt

MEMORY = "apps/cost-simulator/memory.toml"
DEPLOY = ("deploy", "--env=memory", "--release=v1")
GUARD = '\n[approvals]\nneeds_clean_tree = true\nbranch = "main"\n'


@pytest.fixture
def prompt(tmp_path: Path) -> Prompt:
    """A prompt in a clean clone, on the branch that the environment wants."""
    origin_in(tmp_path)
    prompt = Prompt.in_copy(clone_in(tmp_path))
    path = prompt.folder / MEMORY
    path.write_text(path.read_text() + GUARD)
    (prompt.folder / ".gitignore").write_text(".swingbridge/\n")
    git(prompt.folder, "add", ".")
    commit(prompt, "settings")
    git(prompt.folder, "push", "origin", "HEAD:refs/heads/main")
    return prompt


def commit(prompt: Prompt, message: str) -> None:
    git(prompt.folder, "commit", "--allow-empty", f"--message={message}")


def make_production(prompt: Prompt) -> None:
    """The same environment, called production; committed and pushed."""
    prompt.set_memory(**{"revert_seconds = 60": "is_production = true\nrevert_seconds = 60"})
    git(prompt.folder, "add", ".")
    commit(prompt, "production")
    git(prompt.folder, "push", "origin", "HEAD:refs/heads/main")


def refused(prompt: Prompt, *words: str) -> Answer:
    """The answer to a command that is refused, after a look that nothing was touched."""
    answer = prompt.type(*words)
    assert ExitCode.REFUSED == answer.code, answer.told
    assert "Traceback" not in answer.told
    assert prompt.is_untouched
    return answer


@pytest.mark.parametrize("verb", ["deploy", "deploy-bluegreen", "build"])
def test_row_19_a_name_that_moves_for_production(prompt: Prompt, verb: str) -> None:
    """`latest` means something else tomorrow; production takes what was recorded by its digest."""
    make_production(prompt)

    answer = refused(prompt, verb, "--env=memory", "--release=latest", "--yes")

    wanted = "release-not-pushed" if verb == "deploy-bluegreen" else "release-name-moves"
    assert wanted in answer.told


def test_row_20_what_is_not_committed(prompt: Prompt) -> None:
    """The files are listed, in the plan too; outside production a reason sets it aside."""
    (prompt.folder / "a").write_text("2")
    (prompt.folder / "new").write_text("")

    answer, planned = refused(prompt, *DEPLOY), refused(prompt, *DEPLOY, "--plan")
    known_better = prompt.type(*DEPLOY, "--override=tree-not-clean", "--reason=a try on my own")

    for told in (answer.told, planned.told):
        assert "tree-not-clean" in told
        assert "a, new" in told
    assert (ExitCode.DONE, "v1") == (known_better.code, prompt.live)
    assert "set aside: tree-not-clean" in known_better.told


def test_row_20_production_takes_no_reason_for_it(prompt: Prompt) -> None:
    """Nobody could tell later what went out."""
    make_production(prompt)
    (prompt.folder / "a").write_text("2")

    answer = refused(prompt, *DEPLOY, "--yes", "--override=tree-not-clean", "--reason=in a hurry")

    assert "tree-not-clean" in answer.told


def test_rows_20_and_21_a_commit_that_nobody_else_has(prompt: Prompt) -> None:
    """Not pushed, and so on no branch of the origin: both are told at once."""
    commit(prompt, "mine alone")

    answer = refused(prompt, *DEPLOY)

    assert "commit-not-pushed" in answer.told
    assert "commit-not-on-branch" in answer.told


def test_row_21_a_commit_of_another_branch(prompt: Prompt) -> None:
    """Pushed, and yet not where releases come from."""
    git(prompt.folder, "checkout", "-b", "idea")
    commit(prompt, "idea")
    git(prompt.folder, "push", "origin", "idea")

    answer = refused(prompt, *DEPLOY)

    assert "is not on origin/main" in answer.told
    assert "it was checked out on idea" in answer.told
    assert "commit-not-pushed" not in answer.told


def test_row_21_a_shallow_clone(prompt: Prompt, tmp_path: Path) -> None:
    """It says which check, and how the clone is made whole."""
    git(prompt.folder, "push", "origin", "HEAD:refs/heads/other")
    shallow = Prompt(clone_in(tmp_path, "--depth=1", "--branch=other", name="shallow"))

    answer = refused(shallow, *DEPLOY)

    assert "this clone is shallow" in answer.told
    assert "fetch-depth: 0" in answer.told


def test_row_21_a_tag_that_ci_checked_out_is_fine(prompt: Prompt, tmp_path: Path) -> None:
    """A detached head by itself is no objection: its commit is on the branch."""
    git(prompt.folder, "tag", "cost-simulator/v1")
    git(prompt.folder, "push", "origin", "cost-simulator/v1")
    job = Prompt(clone_in(tmp_path, name="job"))
    git(job.folder, "checkout", "--detach", "cost-simulator/v1")

    assert ExitCode.DONE == job.type(*DEPLOY).code
    assert "v1" == job.live


RECORDED = Release("v1", (Artifact("api", "fraud-api", "sha256:aa"), Artifact("ml", "fraud-ml", "sha256:bb")))
ROWS = (Row(1, "push-1", Kind.RELEASE, data=(("name", "v1"),), at="2026-11-20T10:00:00+00:00"),)


def test_row_32_a_tag_that_was_moved() -> None:
    """Both digests, and when the first was recorded."""
    ml = replace(RECORDED.artifact("ml"), digest="sha256:cc")
    other = replace(RECORDED, artifacts=(RECORDED.artifact("api"), ml))

    (objection,) = moved_tags(RECORDED, other, lambda: ROWS)

    assert "tag-moved" == objection.reference
    assert "ml was sha256:bb, the registry has sha256:cc" in objection.why
    assert "api was" not in objection.why
    assert "2026-11-20T10:00:00+00:00" in objection.why


@pytest.mark.parametrize("standing", [None, RECORDED])
def test_row_32_a_tag_that_stands_is_fine(standing: Release | None) -> None:
    """Images that are gone are another matter."""
    assert () == moved_tags(RECORDED, standing, lambda: ROWS)
