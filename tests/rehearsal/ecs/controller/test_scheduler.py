"""Broken tasks go at once; tasks on a draining instance go only when a replacement is healthy."""

from dataclasses import replace

from rehearsal.ecs.controller.actions import Start, Stop
from rehearsal.ecs.controller.observed import Observed, TaskPhase, TaskSeen
from rehearsal.ecs.controller.scheduler import Limits, Want, deployment_id, schedule


def running(name: str, *, ready: bool = True, broken: str = "", doomed: bool = False) -> TaskSeen:
    """A running task of revision `r/1`."""
    return TaskSeen(name, "r/1", TaskPhase.RUNNING, ready, broken, doomed)


def test_a_broken_task_is_stopped_and_replaced_in_one_step() -> None:
    seen = Observed(2, (running("a"), running("b", broken="unhealthy")))
    assert schedule(seen, [Want("r/1", 2)], Limits()) == (
        Stop("b", "unhealthy", failed=True),
        Start("r/1", 1),
    )


def test_a_task_on_a_draining_instance_waits_for_its_replacement() -> None:
    drained = Observed(1, (running("a", doomed=True),))
    assert schedule(drained, [Want("r/1", 1)], Limits()) == (Start("r/1", 1),)
    replaced = Observed(1, (running("a", doomed=True), running("b")))
    assert [
        action.task for action in schedule(replaced, [Want("r/1", 1)], Limits()) if isinstance(action, Stop)
    ] == [
        "a",
    ]


def test_a_stopping_task_is_not_counted_and_not_stopped_again() -> None:
    stopping = replace(running("a"), phase=TaskPhase.STOPPING)
    assert schedule(Observed(1, (stopping,)), [Want("r/1", 1)], Limits()) == (Start("r/1", 1),)


def test_nothing_of_a_held_revision_starts() -> None:
    assert schedule(Observed(2), [Want("r/1", 2)], Limits(held="r/1")) == ()


def test_unhealthy_tasks_are_the_first_to_go_when_there_are_too_many() -> None:
    seen = Observed(1, (running("a", ready=False), running("b")))
    stops = [action.task for action in schedule(seen, [Want("r/1", 1)], Limits()) if isinstance(action, Stop)]
    assert stops == ["a"]


def test_a_deployment_is_named_after_its_revision() -> None:
    assert deployment_id("arn:aws:ecs:x:1:service-revision/c/s/42") == "ecs-svc/42"
