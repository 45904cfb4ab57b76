"""Premises and history in, the plan of a resume out."""

from dataclasses import replace

from deploy.model.history import History, Tenure
from deploy.model.maintenance import Instance, Maintenance, Premises, Suspension, Upkeep
from deploy.model.release import Release
from deploy.rollout.steps.capacity import ActivateInstances, Resize, SetAutoscaling
from deploy.rollout.steps.maintenance import AnswerAgain, NoteMaintenance, Open
from deploy.tasks.maintenance.plan import resume_plan
from tests.tasks.maintenance.premises import CLOSED, FORMER, OPEN, PAGE_ON, RESTING, THREE, machines, on

V1 = Release("v1", ())
USUAL = {"web": 2, "worker": 1}


def test_copies_come_back_behind_the_page_and_autoscaling_acts_only_when_they_have_traffic() -> None:
    """The last word is the front door's."""
    past = replace(on(PAGE_ON), releases=(V1,), tenures=(Tenure("v1", "sunday", "run-1", "ada", "deploy"),))

    assert (
        Resize("worker", 1),
        Resize("web", 3),
        Open("web"),
        SetAutoscaling("web", frozenset()),
        NoteMaintenance(None),
        AnswerAgain("web", V1),
    ) == resume_plan(CLOSED, past, USUAL).steps


def test_what_rested_before_goes_on_resting() -> None:
    """Somebody had let scheduled scaling rest, for reasons of their own."""
    scheduled = frozenset({Suspension.SCHEDULED})
    former = (("web", replace(THREE, suspended=scheduled)),)

    steps = resume_plan(CLOSED, on(replace(PAGE_ON, former=former)), USUAL).steps

    assert SetAutoscaling("web", scheduled) in steps


def test_row_93_off_when_it_is_not_on_does_nothing_and_says_so() -> None:
    """No row, no step."""
    plan = resume_plan(OPEN, History(), USUAL)

    assert ("no maintenance is on; there is nothing to bring back", ()) == (plan.reason, plan.steps)


def test_a_page_that_the_ledger_does_not_know_is_taken_down_and_counts_are_the_usual_ones() -> None:
    """The ledger was lost, or somebody put the page up by hand."""
    assert (Resize("worker", 1), Resize("web", 2), Open("web")) == resume_plan(CLOSED, History(), USUAL).steps


def test_a_resume_that_was_killed_goes_on_with_what_is_missing() -> None:
    """Copies are back and the page is down; autoscaling still rests."""
    half = Premises(
        (Upkeep("worker", has_door=False, capacity=FORMER[0][1]), Upkeep("web", capacity=RESTING))
    )

    assert (SetAutoscaling("web", frozenset()), NoteMaintenance(None)) == resume_plan(
        half, on(PAGE_ON), USUAL
    ).steps


def test_drained_machines_take_copies_again_before_the_extra_ones_go() -> None:
    """The count goes back to what it was."""
    drained = on(Maintenance("monday", "ada", instances=("i-1",), former=(("web", THREE),)))
    now = machines(Instance("i-1", is_draining=True), web=replace(RESTING, copies=5, ready=5))

    assert (
        ActivateInstances(("i-1",)),
        Resize("web", 3),
        SetAutoscaling("web", frozenset()),
        NoteMaintenance(None),
    ) == resume_plan(now, drained, USUAL).steps
