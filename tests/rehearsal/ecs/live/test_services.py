"""Services keep their tasks running, roll to new definitions, and say truly what they do."""

import os
import signal
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.rehearsal.ecs.live.cluster import CLUSTER, Cluster, eventually

BREAKER = {
    "enable": True,
    "rollback": True,
    "thresholdConfiguration": {"type": "COUNT", "value": 3},
    "resetOnHealthyTask": False,
}


def counts(service: dict[str, Any]) -> tuple[int, int, int]:
    """Desired, running and pending."""
    return service["desiredCount"], service["runningCount"], service["pendingCount"]


def test_a_created_service_becomes_stable_with_its_tasks_answering(cluster: Cluster) -> None:
    created = cluster.create("first", cluster.version("first", "1"), 2)
    assert counts(created) == (2, 0, 0)
    assert [one["rolloutState"] for one in created["deployments"]] == ["IN_PROGRESS"]
    service = cluster.stable("first")
    assert counts(service) == (2, 2, 0)
    assert [one["rolloutState"] for one in service["deployments"]] == ["COMPLETED"]
    cluster.serves("first", "1", "1")
    assert service["events"][0]["message"] == "(service first) has reached a steady state."


def test_an_update_rolls_to_the_new_definition(cluster: Cluster) -> None:
    cluster.create("roll", cluster.version("roll", "1"), 2)
    cluster.stable("roll")
    updated = cluster.update("roll", taskDefinition=cluster.version("roll", "2"))
    assert [one["status"] for one in updated["deployments"]] == ["PRIMARY", "ACTIVE"]
    assert cluster.until("roll", "SUCCESSFUL")["sourceServiceRevisions"]
    cluster.serves("roll", "2", "2")
    assert len(cluster.service("roll")["deployments"]) == 1


def test_an_update_by_family_and_revision_is_shown_as_an_arn(cluster: Cluster) -> None:
    definition = cluster.version("byname", "1")
    cluster.create("byname", definition)
    service = cluster.update("byname", taskDefinition="byname:1")
    assert service["taskDefinition"] == definition
    assert len(service["deployments"]) == 1


def test_a_forced_deployment_of_the_same_definition_replaces_the_tasks(cluster: Cluster) -> None:
    cluster.create("forced", cluster.version("forced", "1"))
    cluster.stable("forced")
    before = cluster.tasks("forced")[0]["taskArn"]
    cluster.update("forced", forceNewDeployment=True)
    cluster.until("forced", "SUCCESSFUL")
    assert [task["taskArn"] for task in cluster.tasks("forced")] != [before]


def test_a_new_desired_count_scales_without_a_deployment(cluster: Cluster) -> None:
    cluster.create("scale", cluster.version("scale", "1"))
    cluster.stable("scale")
    deployment = cluster.deployment("scale")["serviceDeploymentArn"]
    cluster.update("scale", desiredCount=3)
    eventually(lambda: counts(cluster.service("scale")), lambda seen: seen == (3, 3, 0))
    cluster.update("scale", desiredCount=0)
    eventually(lambda: counts(cluster.service("scale")), lambda seen: seen == (0, 0, 0))
    assert cluster.deployment("scale")["serviceDeploymentArn"] == deployment


def test_a_lost_task_is_replaced_and_says_why_it_stopped(cluster: Cluster) -> None:
    cluster.create("lost", cluster.version("lost", "1"))
    cluster.stable("lost")
    task = cluster.tasks("lost")[0]
    os.kill(int(task["containers"][0]["runtimeId"].rpartition("-")[2]), signal.SIGKILL)
    stopped = cluster.finished(task)
    assert stopped["containers"][0]["exitCode"] == 137
    assert stopped["stoppedReason"] == "Essential container in task exited"
    eventually(lambda: cluster.tasks("lost"), lambda tasks: [t["lastStatus"] for t in tasks] == ["RUNNING"])


def test_a_task_can_be_killed_on_demand(cluster: Cluster) -> None:
    cluster.create("killed", cluster.version("killed", "1"))
    cluster.stable("killed")
    task = cluster.tasks("killed")[0]
    assert cluster.act("ecs.kill-task", task=task["taskArn"])["result"] == [task["taskArn"]]
    assert cluster.finished(task)["stopCode"] == "EssentialContainerExited"


def test_a_crashing_update_trips_the_breaker_and_the_old_version_stays(cluster: Cluster) -> None:
    good = cluster.version("crash", "1")
    cluster.create("crash", good, 2, deploymentConfiguration={"deploymentCircuitBreaker": BREAKER})
    cluster.stable("crash")
    cluster.update("crash", taskDefinition=cluster.version("crash", "2", CRASH="1"))
    deployment = cluster.until("crash", "ROLLBACK_SUCCESSFUL")
    assert deployment["deploymentCircuitBreaker"] == {
        "status": "TRIGGERED",
        "failureCount": 0,
        "threshold": 3,
    }
    assert "circuit breaker" in deployment["statusReason"]
    service = cluster.stable("crash")
    assert service["taskDefinition"] == good
    cluster.serves("crash", "1", "1")


def test_a_first_deployment_that_crashes_fails_and_stalls(cluster: Cluster) -> None:
    configuration = {"deploymentCircuitBreaker": BREAKER}
    cluster.create("stall", cluster.version("stall", "1", CRASH="1"), deploymentConfiguration=configuration)
    cluster.until("stall", "ROLLBACK_FAILED")
    service = eventually(lambda: cluster.service("stall"), lambda seen: not seen["pendingCount"])
    assert service["deployments"][0]["rolloutState"] == "FAILED"
    assert service["deployments"][0]["failedTasks"] >= 3
    assert service["runningCount"] == 0


def test_a_container_health_check_gates_the_rollout(cluster: Cluster) -> None:
    line = {"command": ["CMD-SHELL", 'test "$VERSION" = 1'], "interval": 1, "retries": 1}
    good = cluster.container(environment={"VERSION": "1"}, healthCheck=line)
    bad = cluster.container(environment={"VERSION": "2"}, healthCheck=line)
    configuration = {"deploymentCircuitBreaker": BREAKER}
    cluster.create("gate", cluster.register("gate", good), deploymentConfiguration=configuration)
    cluster.stable("gate")
    cluster.update("gate", taskDefinition=cluster.register("gate", bad))
    cluster.until("gate", "ROLLBACK_SUCCESSFUL")
    cluster.serves("gate", "1")
    stopped = [task["stoppedReason"] for task in cluster.tasks("gate", "STOPPED")]
    assert "Task failed container health checks" in stopped


def test_a_scalable_target_bounds_the_desired_count(cluster: Cluster) -> None:
    cluster.create("bounds", cluster.version("bounds", "1"))
    scaling = cluster.running.client("application-autoscaling")
    scaling.register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId=f"service/{CLUSTER}/bounds",
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=2,
        MaxCapacity=3,
    )
    eventually(lambda: counts(cluster.service("bounds")), lambda seen: seen == (2, 2, 0))
    cluster.update("bounds", desiredCount=9)
    eventually(lambda: counts(cluster.service("bounds")), lambda seen: seen == (3, 3, 0))


def test_a_deleted_service_drains_and_becomes_inactive(cluster: Cluster) -> None:
    cluster.create("gone", cluster.version("gone", "1"))
    cluster.stable("gone")
    with pytest.raises(ClientError, match="scaled above 0"):
        cluster.ecs.delete_service(cluster=CLUSTER, service="gone")
    cluster.ecs.delete_service(cluster=CLUSTER, service="gone", force=True)
    waiter = cluster.ecs.get_waiter("services_inactive")
    waiter.wait(cluster=CLUSTER, services=["gone"], WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    assert counts(cluster.service("gone")) == (0, 0, 0)
    listed = cluster.ecs.get_paginator("list_services").paginate(cluster=CLUSTER)
    assert all("/gone" not in arn for page in listed for arn in page["serviceArns"])
    cluster.create("gone", cluster.version("gone", "2"))
    cluster.stable("gone")


def test_a_name_that_is_taken_is_refused(cluster: Cluster) -> None:
    definition = cluster.version("twice", "1")
    cluster.create("twice", definition, 0, clientToken="t1")
    assert cluster.create("twice", definition, 0, clientToken="t1")["serviceName"] == "twice"
    with pytest.raises(ClientError, match="not idempotent"):
        cluster.create("twice", definition, 0)


def test_a_cluster_with_services_cannot_be_deleted(cluster: Cluster) -> None:
    cluster.create("inside", cluster.version("inside", "1"), 0)
    with pytest.raises(ClientError) as refusal:
        cluster.ecs.delete_cluster(cluster=CLUSTER)
    assert refusal.value.response["Error"]["Code"] == "ClusterContainsServicesException"


def test_a_cluster_counts_what_lives_in_it(cluster: Cluster) -> None:
    cluster.create("counted", cluster.version("counted", "1"))
    cluster.stable("counted")

    def counted() -> tuple[int, int]:
        shown = cluster.ecs.describe_clusters(clusters=[CLUSTER])["clusters"][0]
        assert shown["activeServicesCount"] > 0
        listed = cluster.ecs.list_tasks(cluster=CLUSTER)["taskArns"]
        return shown["runningTasksCount"] + shown["pendingTasksCount"], len(listed)

    # Tasks of other tests may still come and go between the two questions.
    eventually(counted, lambda seen: seen[0] == seen[1] > 0)


def test_services_survive_a_restart_with_new_tasks(cluster: Cluster) -> None:
    cluster.create("keep", cluster.version("keep", "1"))
    cluster.stable("keep")
    deployment = cluster.deployment("keep")["serviceDeploymentArn"]
    before = cluster.tasks("keep")[0]
    cluster.running.restart()
    service = eventually(lambda: cluster.service("keep"), lambda seen: seen["runningCount"] == 1)
    assert len(service["deployments"]) == 1
    assert cluster.deployment("keep")["serviceDeploymentArn"] == deployment
    assert [task["taskArn"] for task in cluster.tasks("keep")] != [before["taskArn"]]
    assert cluster.task(before)["lastStatus"] == "STOPPED"
