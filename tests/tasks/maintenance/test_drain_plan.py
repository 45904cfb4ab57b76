"""Premises and history in, the plan of a drain out."""

from dataclasses import replace

from deploy.model.history import History
from deploy.model.maintenance import ALL_OF_IT, Instance, Maintenance
from deploy.rollout.steps.capacity import DrainInstances, Resize, SetAutoscaling
from deploy.rollout.steps.maintenance import Close, Drain, NoteMaintenance
from deploy.tasks.maintenance.plan import Wish, drain_plan
from tests.tasks.maintenance.premises import (
    CLOSED,
    FORMER,
    NOTICE,
    OPEN,
    PAGE_ON,
    RESTING,
    machines,
    on,
)

PAGE = Wish(NOTICE, 360.0)
FIRST = Wish(NOTICE, 360.0, ("i-1",))
TWO = (Instance("i-1", copies=(("web", 2),)), Instance("i-2", copies=(("web", 1),)))


def test_what_was_is_written_down_before_anything_changes_and_the_page_is_up_before_the_drain() -> None:
    """Doors are drained before workers: what users began may still need them."""
    assert (
        NoteMaintenance(Maintenance(has_page=True, former=FORMER)),
        SetAutoscaling("web", ALL_OF_IT),
        Close("web", NOTICE),
        Drain("web", 360.0),
        Drain("worker", 360.0),
    ) == drain_plan(OPEN, History(), PAGE).steps


def test_row_93_on_when_it_is_on_only_looks_again_and_says_so() -> None:
    """Nothing is written, and how things were before is not overwritten by how they are now."""
    plan = drain_plan(CLOSED, on(PAGE_ON), PAGE)

    assert "maintenance is on already, since monday by ada; looked at again" == plan.reason
    assert (Drain("web", 360.0), Drain("worker", 360.0)) == plan.steps


def test_a_run_that_was_killed_after_its_row_goes_on_with_what_is_missing() -> None:
    """The ledger knows of it, the platform not yet."""
    assert (
        SetAutoscaling("web", ALL_OF_IT),
        Close("web", NOTICE),
        Drain("web", 360.0),
        Drain("worker", 360.0),
    ) == drain_plan(OPEN, on(PAGE_ON), PAGE).steps


def test_copies_get_a_place_elsewhere_before_their_machine_is_drained() -> None:
    """As many more as will leave it."""
    assert (
        NoteMaintenance(Maintenance(instances=("i-1",), former=(("web", RESTING),))),
        Resize("web", 5),
        DrainInstances(("i-1",), 360.0),
    ) == drain_plan(machines(*TWO, web=RESTING), History(), FIRST).steps


def test_a_rerun_raises_to_the_same_count_and_never_beyond_twice_what_there_was() -> None:
    """New copies may have landed on the machine that is to be drained."""
    known = on(Maintenance("monday", "ada", instances=("i-1",), former=(("web", RESTING),)))
    raised = replace(RESTING, copies=6, ready=6)
    crowded = machines(Instance("i-1", copies=(("web", 5),)), TWO[1], web=raised)
    emptied = machines(Instance("i-1", is_draining=True), TWO[1], web=raised)

    assert (DrainInstances(("i-1",), 360.0),) == drain_plan(crowded, known, FIRST).steps
    assert (DrainInstances(("i-1",), 360.0),) == drain_plan(emptied, known, FIRST).steps


def test_a_page_over_drained_machines_is_written_down_too() -> None:
    """The ledger knows of the machines only; resume has to know of both."""
    drained = on(Maintenance("monday", "ada", instances=("i-1",), former=FORMER))

    assert (
        NoteMaintenance(Maintenance(has_page=True, former=FORMER)) == drain_plan(OPEN, drained, PAGE).steps[0]
    )


def test_a_platform_without_counts_has_only_its_door_and_its_drain() -> None:
    """Nothing is asked for that it cannot do."""
    bare = replace(OPEN, upkeeps=tuple(replace(one, capacity=None) for one in OPEN.upkeeps))

    assert [NoteMaintenance, Close, Drain, Drain] == [
        type(step) for step in drain_plan(bare, History(), PAGE).steps
    ]


def test_the_plan_says_what_is_remembered() -> None:
    """`--plan` is all that a person has to read."""
    lines = drain_plan(OPEN, History(), PAGE).lines()

    assert "record that maintenance began, and the copies of before: worker 1, web 3" in lines
    assert "let autoscaling of web rest: in, out, scheduled" in lines
