"""Why a drain is refused."""

import pytest

from deploy.model.goal import Verb
from deploy.model.history import History, Run
from deploy.model.maintenance import Instance, Premises
from deploy.tasks.maintenance.objections import against_drain
from deploy.tasks.maintenance.plan import Wish
from tests.tasks.maintenance.premises import NOTICE, OPEN, machines

FIRST, SECOND = Instance("i-1"), Instance("i-2")


def references(now: Premises, names: tuple[str, ...] | None = None, past: History | None = None) -> list[str]:
    """What speaks against it."""
    wish = Wish(NOTICE, 360.0, names)
    return [objection.reference for objection in against_drain(now, past or History(), wish)]


def test_nothing_speaks_against_the_page() -> None:
    """Behind it nobody misses the copies."""
    assert [] == references(OPEN)


@pytest.mark.parametrize("exit_code", ["", "8"], ids=["killed", "rests"])
def test_a_rollout_that_is_half_way_keeps_its_copies(exit_code: str) -> None:
    """It may have to go back to them."""
    run = Run("run-1", Verb.DEPLOY, "v2", "v1", "ada", "", "monday", exit_code=exit_code)

    assert ["rollout-under-way"] == references(OPEN, past=History(runs=(run,)))


def test_without_machines_of_ours_there_is_nothing_to_drain_and_that_is_an_error() -> None:
    """An empty list on Fargate drained nothing and said so to nobody."""
    assert ["no-container-instances"] == references(OPEN, ("i-1",))
    assert ["no-container-instances"] == references(machines(), ("i-1",))


def test_a_name_that_no_machine_has_is_refused() -> None:
    """A typing error must not look like a drain that is done."""
    assert ["container-instance-unknown"] == references(machines(FIRST, SECOND), ("i-9",))


def test_row_94_the_last_machines_are_not_drained_unless_the_page_is_up() -> None:
    """Users would find nothing; behind the page they find that they are told."""
    resting = Instance("i-2", is_draining=True)

    assert ["nothing-left-to-serve"] == references(machines(FIRST, SECOND), ("i-1", "i-2"))
    assert ["nothing-left-to-serve"] == references(machines(FIRST, resting), ("i-1",))
    assert [] == references(machines(FIRST, SECOND), ("i-1",))
    assert [] == references(machines(FIRST, SECOND, notice=NOTICE), ("i-1", "i-2"))
