"""Ways back that do not exist, each test named after its row in the table of bad inputs."""

import pytest

from deploy.errors import ExitCode, Refused
from deploy.model.release import Schema
from deploy.tasks.rollback.plan import target
from tests.rollout.scenes import V2, at, past, release, side, standing
from tests.rollout.small_world import SmallWorld


@pytest.fixture
def world() -> SmallWorld:
    """A world in which v1 is live, proved, and the first."""
    made = SmallWorld()
    assert ExitCode.DONE == made.deploy("v1")
    return made


def refused(world: SmallWorld, to: str = "") -> Refused:
    """What a rollback is refused with; nothing is changed by it."""
    before = world.cell.read()
    with pytest.raises(Refused) as caught:
        world.rollback(to)
    assert before == world.cell.read()
    assert all((caught.value.what, caught.value.why, caught.value.do))
    return caught.value


def test_row_55_the_first_release_has_nothing_before_it(world: SmallWorld) -> None:
    """The maintenance page is what is left, or a fix."""
    error = refused(world)

    assert ("rollback-first-release", True) == (error.reference, "maintenance" in error.do)


def test_row_55_nothing_was_ever_live() -> None:
    """There is nothing to go back from."""
    assert "rollback-without-release" == refused(SmallWorld()).reference


def test_row_57_a_schema_that_the_release_before_cannot_run_on() -> None:
    """What a later migration removed is gone; the way is forward."""
    old = release("v1", Schema("schema 1", 1))
    now = standing(at(side("v2")), schema=Schema("contract 3", 3, floor=2))

    with pytest.raises(Refused) as caught:
        target(past("v1", "v2", known=(old, V2)), now, "")

    assert "schema-too-new" == caught.value.reference
    assert "contract 3" in caught.value.what
    assert "forward" in caught.value.do


def test_row_58_a_rollback_of_a_rollback_asks_where_to(world: SmallWorld) -> None:
    """It could mean forward, or further back."""
    assert (ExitCode.DONE, ExitCode.DONE) == (world.deploy("v2"), world.rollback())

    error = refused(world)

    assert ("rollback-of-rollback", True) == (error.reference, "--to=" in error.do)


def test_row_58_a_rollback_to_what_is_live_changes_nothing(world: SmallWorld) -> None:
    """It says so instead."""
    assert "rollback-to-itself" == refused(world, "v1").reference


def test_row_58_a_bad_release_needs_a_reason(world: SmallWorld) -> None:
    """Marked once, it is never gone back to by accident."""
    assert (ExitCode.DONE, ExitCode.DONE) == (world.deploy("v2"), world.rollback(marks_bad=True))

    assert "release-marked-bad" == refused(world, "v2").reference
