"""The part steps services and tasks over records: placement, health, bounds, loss and order."""

import pickle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rehearsal.control.gaps import ApiError
from rehearsal.ecs.part import EcsPart
from rehearsal.ecs.records.living import Living, living_of
from rehearsal.ecs.records.service import ServiceRecord
from rehearsal.ecs.records.task import StopCode, TaskRecord, TaskStatus
from tests.rehearsal.ecs.memory import CLUSTER, MemoryRuntime, Office


def living(office: Office) -> Living:
    """The records behind an office."""
    return living_of(office.backend)


def tasks(office: Office, status: TaskStatus = TaskStatus.RUNNING) -> list[TaskRecord]:
    """The tasks in one state."""
    return [task for task in living(office).tasks.values() if task.status is status]


def record(office: Office, name: str) -> ServiceRecord:
    """The record of a service."""
    found = living(office).service(CLUSTER, name)
    assert found is not None
    return found


def done(office: Office, name: str) -> bool:
    """Whether a service is steady."""
    return record(office, name).machine.steady


def add_instance(office: Office, number: str) -> Any:
    """Put a container instance into the cluster."""
    arn = f"arn:aws:ecs:us-east-1:1:container-instance/{CLUSTER}/{number}"
    instance = SimpleNamespace(
        container_instance_arn=arn, status="ACTIVE", running_tasks_count=0, pending_tasks_count=0
    )
    office.backend.container_instances.setdefault(CLUSTER, {})[number] = instance
    return instance


def test_a_service_on_instances_spreads_over_them(office: Office) -> None:
    instances = [add_instance(office, "one"), add_instance(office, "two")]
    office.create("ec2", office.register("ec2"), 4, launchType="EC2")
    office.until(lambda: done(office, "ec2"))
    assert [instance.running_tasks_count for instance in instances] == [2, 2]


def test_a_service_without_instances_says_that_it_cannot_place_tasks(office: Office) -> None:
    office.create("ec2", office.register("ec2"), 1, launchType="EC2")
    office.tick(10)
    events = office.service("ec2")["events"]
    assert len(events) == 1
    assert "was unable to place a task" in events[0]["message"]


def test_tasks_move_off_a_draining_instance_and_capacity_never_falls(office: Office) -> None:
    first, second = add_instance(office, "one"), add_instance(office, "two")
    office.create("ec2", office.register("ec2"), 4, launchType="EC2")
    office.until(lambda: done(office, "ec2"))
    first.status = "DRAINING"
    fewest = 4
    for _ in range(20):
        office.tick()
        fewest = min(fewest, len(tasks(office)))
    assert (first.running_tasks_count, second.running_tasks_count) == (0, 4)
    assert fewest == 4


def test_run_task_without_room_is_a_failure_and_not_an_error(office: Office) -> None:
    office.register("job")
    answer = office.call("RunTask", cluster=CLUSTER, taskDefinition="job", launchType="EC2")
    assert [failure["reason"] for failure in answer["failures"]] == ["RESOURCE:MEMORY"]


def test_a_task_that_turns_unhealthy_is_replaced_with_the_reason(office: Office) -> None:
    check = {"command": ["CMD", "true"], "interval": 5, "retries": 2}
    container = {"name": "app", "image": "good", "memory": 64, "healthCheck": check}
    office.create("sick", office.register("sick", container))
    office.until(lambda: done(office, "sick"))
    task = tasks(office)[0]
    task.containers[0].definition["healthCheck"] = {**check, "command": ["CMD", "false"]}
    office.part.lives[task.arn]._checks.clear()
    office.until(lambda: not task.wanted)
    assert task.stopped_reason == "Task failed container health checks"
    assert task.stop_code is StopCode.SCHEDULER
    office.until(lambda: done(office, "sick") and len(tasks(office)) == 1)


def test_the_grace_period_holds_nothing_against_a_young_task(office: Office) -> None:
    check = {"command": ["CMD", "false"], "interval": 5, "retries": 1}
    container = {"name": "app", "image": "good", "memory": 64, "healthCheck": check}
    office.create("young", office.register("young", container), healthCheckGracePeriodSeconds=60)
    office.tick(50)
    assert len(living(office).tasks) == 1
    office.tick(30)
    assert len(living(office).tasks) > 1


def test_a_crash_loop_is_counted_as_failed_tasks(office: Office) -> None:
    container = {"name": "app", "image": "crash", "memory": 64}
    office.create("crash", office.register("crash", container))
    office.tick(12)
    assert office.service("crash")["deployments"][0]["failedTasks"] >= 3


def test_records_survive_a_pickle_and_lost_tasks_are_replaced(office: Office, tmp_path: Path) -> None:
    office.create("keep", office.register("keep"), 2)
    office.until(lambda: done(office, "keep"))
    before = {task.arn for task in tasks(office)}
    office.backend.rehearsal_living = pickle.loads(pickle.dumps(living(office)))  # noqa: S301 - our own bytes
    office.part.lives.clear()
    office.part = EcsPart(MemoryRuntime(), clock=lambda: office.now)
    office.part.start(office.plane)
    assert tasks(office) == []
    assert {task.stopped_reason for task in tasks(office, TaskStatus.STOPPED)} == {
        "The server that ran this task ended",
    }
    office.tick(6)
    assert len(tasks(office)) == 2
    assert before.isdisjoint(task.arn for task in tasks(office))
    assert tmp_path.exists()


def test_a_defect_in_one_service_does_not_stop_the_others(office: Office) -> None:
    office.create("good", office.register("good"))
    office.create("bad", office.register("bad"))
    record(office, "bad").revisions.clear()
    office.until(lambda: done(office, "good"))


def test_long_histories_are_pruned(office: Office) -> None:
    definition = office.register("many")
    for _ in range(30):
        ran = office.call(
            "RunTask", cluster=CLUSTER, taskDefinition=definition, launchType="FARGATE", count=10
        )
        office.tick(1)
        for task in ran["tasks"]:
            office.call("StopTask", cluster=CLUSTER, task=task["taskArn"])
        office.tick(2)
    assert len(living(office).tasks) == 200


def test_revisions_that_are_forgotten_leave_nothing(office: Office) -> None:
    office.create("old", office.register("old"))
    for _ in range(120):
        office.call("UpdateService", cluster=CLUSTER, service="old", forceNewDeployment=True)
        record(office, "old").failed[record(office, "old").primary.arn] = 1
    office.tick(1)
    kept = record(office, "old")
    assert len(kept.deployments) == 100
    assert set(kept.revisions) >= set(kept.machine.sides) | set(kept.failed)


def test_actions_kill_and_freeze_one_task(office: Office) -> None:
    office.create("act", office.register("act"), 2)
    office.until(lambda: done(office, "act"))
    first, second = tasks(office)
    office.plane.actions["ecs.freeze-task"]({"task": first.id})
    office.plane.actions["ecs.kill-task"]({"task": second.arn})
    office.plane.actions["ecs.kill-task"]({"task": second.id[:8]})
    signals = {handle.launch.task: handle.signals for handle in office.runtime.handles}
    assert signals == {first.id: ["STOP"], second.id: ["KILL", "KILL"]}


def test_a_service_of_another_controller_stays_inert(office: Office) -> None:
    made = office.create(
        "other", office.register("other"), deploymentController={"type": "EXTERNAL"}, launchType="FARGATE"
    )
    office.tick(5)
    assert made["deployments"] == []
    assert tasks(office) == []
    office.call("UpdateService", cluster=CLUSTER, service="other", desiredCount=3)
    assert office.service("other")["desiredCount"] == 3


def test_two_accounts_do_not_see_each_other(office: Office, tmp_path: Path) -> None:
    other = Office(tmp_path / "other")
    office.create("mine", office.register("mine"))
    with pytest.raises(ApiError):
        other.call("UpdateService", cluster=CLUSTER, service="mine")


def test_an_update_keeps_members_of_the_configuration_that_were_not_sent(office: Office) -> None:
    breaker = {"enable": True, "rollback": True}
    office.create(
        "merge", office.register("merge"), deploymentConfiguration={"deploymentCircuitBreaker": breaker}
    )
    office.call(
        "UpdateService",
        cluster=CLUSTER,
        service="merge",
        deploymentConfiguration={"maximumPercent": 150},
    )
    shown = office.service("merge")["deploymentConfiguration"]
    assert (shown["deploymentCircuitBreaker"], shown["maximumPercent"]) == (breaker, 150)


def test_the_same_definition_again_starts_no_deployment(office: Office) -> None:
    definition = office.register("same")
    office.create("same", definition)
    office.until(lambda: done(office, "same"))
    office.call("UpdateService", cluster=CLUSTER, service="same", taskDefinition=definition)
    assert len(record(office, "same").deployments) == 1


def test_the_waiter_of_boto3_would_not_call_a_service_stable_while_it_rolls(office: Office) -> None:
    office.create("wait", office.register("wait"), 2)
    office.until(lambda: done(office, "wait"))
    office.call("UpdateService", cluster=CLUSTER, service="wait", taskDefinition=office.register("wait"))
    while not done(office, "wait"):
        shown = office.service("wait")
        stable = len(shown["deployments"]) == 1 and shown["runningCount"] == shown["desiredCount"]
        assert not stable or shown["deployments"][0]["rolloutState"] == "COMPLETED"
        office.tick()


def test_a_deployment_shows_the_configuration_it_was_made_with(office: Office) -> None:
    office.create("old", office.register("old"), deploymentConfiguration={"maximumPercent": 150})
    office.until(lambda: done(office, "old"))
    office.call(
        "UpdateService", cluster=CLUSTER, service="old", deploymentConfiguration={"maximumPercent": 200}
    )
    arns = list(record(office, "old").deployments)
    answer = office.call("DescribeServiceDeployments", serviceDeploymentArns=arns)
    assert answer["serviceDeployments"][0]["deploymentConfiguration"]["maximumPercent"] == 150


def test_deleting_a_service_ends_its_deployment(office: Office) -> None:
    office.create("halfway", office.register("halfway"))
    office.tick()
    office.call("DeleteService", cluster=CLUSTER, service="halfway", force=True)
    listed = office.call("ListServiceDeployments", cluster=CLUSTER, service="halfway")["serviceDeployments"]
    assert [(one["status"], one["statusReason"]) for one in listed] == [
        ("STOPPED", "The service was deleted.")
    ]


def test_a_service_shows_the_old_definition_again_once_it_rolls_back(office: Office) -> None:
    old = office.register("back")
    office.create("back", old)
    office.until(lambda: done(office, "back"))
    office.call("UpdateService", cluster=CLUSTER, service="back", taskDefinition=office.register("back"))
    office.tick(2)
    deployment = office.service("back")["currentServiceDeployment"]
    office.call("StopServiceDeployment", serviceDeploymentArn=deployment)
    assert office.service("back")["taskDefinition"] == old
    office.until(lambda: done(office, "back"))
    shown = office.service("back")
    assert shown["taskDefinition"] == old
    assert [(one["taskDefinition"], one["rolloutState"]) for one in shown["deployments"]] == [
        (old, "COMPLETED")
    ]


def test_a_task_without_checks_is_healthy_only_after_it_has_settled(office: Office) -> None:
    office.create("settle", office.register("settle"))
    office.tick(5, seconds=0.1)
    assert [task.status for task in tasks(office)] == [TaskStatus.RUNNING]
    assert not done(office, "settle")
    office.tick(20, seconds=0.1)
    assert done(office, "settle")


def test_a_stopped_task_gives_its_address_back(office: Office) -> None:
    office.create("address", office.register("address"))
    office.until(lambda: done(office, "address"))
    task = tasks(office)[0]
    office.call("StopTask", cluster=CLUSTER, task=task.arn)
    office.tick(3)
    assert office.runtime.released == [task.id]
