"""Tasks really run: exit codes, output, secrets, order, health and stop are those of real processes."""

from functools import partial
from time import monotonic
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.rehearsal.ecs.live.cluster import CLUSTER, Cluster, eventually


def say(cluster: Cluster, command: str, **members: Any) -> dict[str, Any]:
    """A container that runs one shell line."""
    return cluster.container(entryPoint=["/bin/sh", "-c"], command=[command], portMappings=[], **members)


@pytest.mark.parametrize("code", [0, 3, 255])
def test_a_task_reports_the_real_exit_code(cluster: Cluster, code: int) -> None:
    task = cluster.run(cluster.register("exits", say(cluster, f"exit {code}")))
    stopped = cluster.finished(task)
    assert stopped["containers"][0]["exitCode"] == code
    assert stopped["stopCode"] == "EssentialContainerExited"


def test_a_command_override_replaces_the_command(cluster: Cluster) -> None:
    definition = cluster.register("override", say(cluster, "exit 1"))
    change = {
        "name": "app",
        "command": ['exit "$CODE"'],
        "environment": [{"name": "CODE", "value": "7"}],
    }
    task = cluster.run(definition, overrides={"containerOverrides": [change]})
    assert cluster.finished(task)["containers"][0]["exitCode"] == 7


def test_an_override_for_an_unknown_container_is_refused(cluster: Cluster) -> None:
    definition = cluster.register("unknown", say(cluster, "true"))
    with pytest.raises(ClientError, match="is not a container in the TaskDefinition"):
        cluster.run(definition, overrides={"containerOverrides": [{"name": "nobody"}]})


def test_output_reaches_the_log_group(cluster: Cluster) -> None:
    cluster.running.client("logs").create_log_group(logGroupName="/live/output")
    options = {"awslogs-group": "/live/output", "awslogs-stream-prefix": "job"}
    logging = {"logDriver": "awslogs", "options": options}
    container = say(cluster, "echo one; echo two >&2; printf three", logConfiguration=logging)
    task = cluster.finished(cluster.run(cluster.register("output", container)))
    assert sorted(cluster.log("/live/output")) == ["one", "three", "two"]
    streams = cluster.running.client("logs").describe_log_streams(logGroupName="/live/output")["logStreams"]
    assert [stream["logStreamName"] for stream in streams] == [
        f"job/app/{task['taskArn'].rpartition('/')[2]}"
    ]


def test_a_missing_log_group_fails_the_task_before_it_starts(cluster: Cluster) -> None:
    logging = {"logDriver": "awslogs", "options": {"awslogs-group": "/live/none"}}
    definition = cluster.register("nogroup", say(cluster, "true", logConfiguration=logging))
    stopped = cluster.finished(cluster.run(definition))
    assert stopped["stopCode"] == "TaskFailedToStart"
    assert "The specified log group does not exist" in stopped["stoppedReason"]
    assert "exitCode" not in stopped["containers"][0]


def test_secrets_and_parameters_are_injected(cluster: Cluster) -> None:
    secrets, ssm = cluster.running.client("secretsmanager"), cluster.running.client("ssm")
    secret = secrets.create_secret(Name="live/db", SecretString='{"user": "sam", "word": "xyz"}')["ARN"]
    ssm.put_parameter(Name="/live/size", Value="42", Type="String")
    wanted = [
        {"name": "WHOLE", "valueFrom": secret},
        {"name": "KEY", "valueFrom": f"{secret}:word::"},
        {"name": "SIZE", "valueFrom": "/live/size"},
    ]
    line = 'test "$KEY" = xyz && test "$SIZE" = 42 && test "${#WHOLE}" -gt 20'
    task = cluster.run(cluster.register("secrets", say(cluster, line, secrets=wanted)))
    assert cluster.finished(task)["containers"][0]["exitCode"] == 0


def test_a_missing_secret_fails_the_task_before_it_starts(cluster: Cluster) -> None:
    wanted = [{"name": "GONE", "valueFrom": "arn:aws:secretsmanager:us-east-1:123456789012:secret:gone-abc"}]
    stopped = cluster.finished(cluster.run(cluster.register("gone", say(cluster, "true", secrets=wanted))))
    assert stopped["stopCode"] == "TaskFailedToStart"
    assert "unable to pull secrets or registry auth" in stopped["stoppedReason"]


def test_a_key_of_a_secret_that_has_none_fails_the_task_before_it_starts(cluster: Cluster) -> None:
    secrets = cluster.running.client("secretsmanager")
    secret = secrets.create_secret(Name="live/list", SecretString="[1, 2]")["ARN"]
    wanted = [{"name": "KEY", "valueFrom": f"{secret}:word::"}]
    stopped = cluster.finished(cluster.run(cluster.register("keyless", say(cluster, "true", secrets=wanted))))
    assert stopped["stopCode"] == "TaskFailedToStart"


def test_what_is_left_out_is_refused_and_not_retried(cluster: Cluster) -> None:
    with pytest.raises(ClientError) as refusal:
        cluster.ecs.start_task(cluster=CLUSTER, containerInstances=["i"], taskDefinition="none")
    assert (
        refusal.value.response["Error"]["Code"],
        refusal.value.response["ResponseMetadata"]["HTTPStatusCode"],
    ) == ("InvalidAction", 400)


def test_an_image_that_is_nowhere_fails_the_task(cluster: Cluster) -> None:
    container = cluster.container(image="file:///nowhere/at/all")
    stopped = cluster.finished(cluster.run(cluster.register("noimage", container)))
    assert stopped["stopCode"] == "TaskFailedToStart"
    assert "CannotPullContainerError" in stopped["stoppedReason"]


def test_a_stopped_task_gets_sigterm_and_tells_who_stopped_it(cluster: Cluster) -> None:
    task = cluster.run(cluster.version("polite", "1"))
    eventually(lambda: answers(cluster, task))
    cluster.ecs.stop_task(cluster=CLUSTER, task=task["taskArn"], reason="enough")
    stopped = cluster.finished(task)
    assert stopped["containers"][0]["exitCode"] == 0
    assert (stopped["stopCode"], stopped["stoppedReason"]) == ("UserInitiated", "enough")


def answers(cluster: Cluster, task: dict[str, Any]) -> bool:
    """Whether the application of a task listens yet."""
    seen = cluster.task(task)
    if seen["lastStatus"] != "RUNNING":
        return False
    try:
        cluster.get(seen)
    except OSError:
        return False
    return True


def test_a_task_that_ignores_sigterm_is_killed_after_its_stop_timeout(cluster: Cluster) -> None:
    """Long before the half minute that it would have without one."""
    container = cluster.container(environment={"STUBBORN": "yes"}, stopTimeout=2)
    task = cluster.run(cluster.register("stubborn", container))
    eventually(lambda: answers(cluster, task))
    asked = monotonic()
    cluster.ecs.stop_task(cluster=CLUSTER, task=task["taskArn"])
    stopped = cluster.finished(task)
    assert stopped["containers"][0]["exitCode"] == 137
    assert 2 <= monotonic() - asked <= 20


def test_containers_start_in_the_order_of_their_dependencies(cluster: Cluster) -> None:
    cluster.running.client("logs").create_log_group(logGroupName="/live/order")
    logging = {"logDriver": "awslogs", "options": {"awslogs-group": "/live/order"}}
    first = say(cluster, "sleep 0.5; echo first", logConfiguration=logging, essential=False) | {
        "name": "first"
    }
    second = say(
        cluster,
        "echo second",
        logConfiguration=logging,
        dependsOn=[{"containerName": "first", "condition": "SUCCESS"}],
    )
    task = cluster.run(cluster.register("order", first, second))
    stopped = cluster.finished(task)
    assert cluster.log("/live/order") == ["first", "second"]
    assert {one["name"]: one["exitCode"] for one in stopped["containers"]} == {"first": 0, "app": 0}


def test_a_failed_dependency_keeps_the_task_from_starting(cluster: Cluster) -> None:
    first = say(cluster, "exit 4", essential=False) | {"name": "first"}
    second = say(cluster, "true", dependsOn=[{"containerName": "first", "condition": "SUCCESS"}])
    stopped = cluster.finished(cluster.run(cluster.register("baddep", first, second)))
    assert stopped["stopCode"] == "TaskFailedToStart"


def test_an_essential_container_takes_the_others_with_it(cluster: Cluster) -> None:
    helper = say(cluster, "sleep 60") | {"name": "helper", "essential": False}
    main = say(cluster, "sleep 0.3; exit 2")
    stopped = cluster.finished(cluster.run(cluster.register("essential", main, helper)))
    codes = {one["name"]: one["exitCode"] for one in stopped["containers"]}
    assert codes == {"app": 2, "helper": 143}


def test_container_health_checks_decide_the_health_of_the_task(cluster: Cluster) -> None:
    check = {"command": ["CMD-SHELL", 'test "$VERSION" = 1'], "interval": 1, "retries": 2}
    for version, health in (("1", "HEALTHY"), ("2", "UNHEALTHY")):
        container = cluster.container(environment={"VERSION": version}, healthCheck=check)
        task = cluster.run(cluster.register("checked", container))
        seen = eventually(partial(cluster.task, task), lambda one: one["healthStatus"] != "UNKNOWN")
        assert seen["healthStatus"] == health
        cluster.ecs.stop_task(cluster=CLUSTER, task=task["taskArn"])


def test_the_same_client_token_starts_a_task_once(cluster: Cluster) -> None:
    definition = cluster.register("token", say(cluster, "true"))
    first = cluster.run(definition, clientToken="once")
    assert cluster.run(definition, clientToken="once")["taskArn"] == first["taskArn"]
    with pytest.raises(ClientError) as refusal:
        cluster.run(definition, clientToken="once", startedBy="other")
    assert refusal.value.response["Error"]["Code"] == "ConflictException"


def test_two_tasks_never_share_an_address(cluster: Cluster) -> None:
    definition = cluster.version("address", "1")
    tasks = [cluster.run(definition) for _ in range(3)]
    seen = [eventually(partial(cluster.task, one), lambda t: t["lastStatus"] == "RUNNING") for one in tasks]
    addresses = {task["containers"][0]["networkInterfaces"][0]["privateIpv4Address"] for task in seen}
    assert len(addresses) == 3
    for task in tasks:
        cluster.ecs.stop_task(cluster=CLUSTER, task=task["taskArn"])


def test_tasks_are_listed_by_family_starter_and_state(cluster: Cluster) -> None:
    task = cluster.run(cluster.register("listed", say(cluster, "true")), startedBy="deploy-1")
    cluster.finished(task)
    listing = {"cluster": CLUSTER, "family": "listed", "startedBy": "deploy-1"}
    assert cluster.ecs.list_tasks(**listing, desiredStatus="STOPPED")["taskArns"] == [task["taskArn"]]
    assert cluster.ecs.list_tasks(**listing)["taskArns"] == []


def test_an_inactive_task_definition_is_refused(cluster: Cluster) -> None:
    definition = cluster.register("inactive", say(cluster, "true"))
    cluster.ecs.deregister_task_definition(taskDefinition=definition)
    with pytest.raises(ClientError, match="inactive"):
        cluster.run(definition)
