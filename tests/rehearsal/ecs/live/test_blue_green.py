"""Blue/green, canary and linear deployments through boto3: real tasks, real hooks, real listener weights."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.rehearsal.ecs.live.balanced import balance, deploy, pause, serving, strategy
from tests.rehearsal.ecs.live.cluster import CLUSTER, Cluster, eventually, waiting_hooks

pytestmark = pytest.mark.slow


def test_a_deployment_is_committed_by_two_answers(cluster: Cluster) -> None:
    balanced = serving(cluster, "two")
    assert (balanced.weights(balanced.production), balanced.weights(balanced.test)) == ((100, 0), (100, 0))
    hooks = pause("PRE_PRODUCTION_TRAFFIC_SHIFT"), pause("POST_PRODUCTION_TRAFFIC_SHIFT")
    deploy(cluster, "two", "2", strategy("BLUE_GREEN", *hooks))
    first = cluster.until_paused("two", "PRE_PRODUCTION_TRAFFIC_SHIFT")
    assert (balanced.weights(balanced.production), balanced.weights(balanced.test)) == ((100, 0), (0, 100))
    cluster.serves("two", "1", "2")
    assert first["targetServiceRevision"]["requestedProductionTrafficWeight"] == 0
    cluster.go_on(first)
    second = cluster.until_paused("two", "POST_PRODUCTION_TRAFFIC_SHIFT")
    assert balanced.weights(balanced.production) == (0, 100)
    assert second["targetServiceRevision"]["requestedProductionTrafficWeight"] == 100
    cluster.go_on(second)
    cluster.until("two", "SUCCESSFUL")
    cluster.serves("two", "2")
    assert [hook["status"] for hook in cluster.deployment("two")["lifecycleHookDetails"]] == [
        "SUCCEEDED",
        "SUCCEEDED",
    ]


def test_a_hook_that_nobody_answers_brings_the_old_version_back(cluster: Cluster) -> None:
    balanced = serving(cluster, "dead")
    deploy(cluster, "dead", "2", strategy("BLUE_GREEN", pause("POST_PRODUCTION_TRAFFIC_SHIFT", 3)))
    paused = cluster.until_paused("dead", "POST_PRODUCTION_TRAFFIC_SHIFT")
    assert balanced.weights(balanced.production) == (0, 100)
    assert waiting_hooks(paused)[0]["timeoutAction"] == "ROLLBACK"
    deployment = cluster.until("dead", "ROLLBACK_SUCCESSFUL")
    assert balanced.weights(balanced.production) == (100, 0)
    cluster.serves("dead", "1")
    assert "timed out" in deployment["rollback"]["reason"]
    assert cluster.stable("dead")["taskDefinition"].endswith("dead:1")


def test_a_stop_with_rollback_returns_to_the_old_version(cluster: Cluster) -> None:
    balanced = serving(cluster, "stop")
    deploy(cluster, "stop", "2", strategy("BLUE_GREEN", pause("POST_PRODUCTION_TRAFFIC_SHIFT")))
    paused = cluster.until_paused("stop", "POST_PRODUCTION_TRAFFIC_SHIFT")
    arn = paused["serviceDeploymentArn"]
    cluster.ecs.stop_service_deployment(serviceDeploymentArn=arn, stopType="ROLLBACK")
    cluster.until("stop", "ROLLBACK_SUCCESSFUL")
    assert balanced.weights(balanced.production) == (100, 0)
    with pytest.raises(ClientError) as refusal:
        cluster.ecs.stop_service_deployment(serviceDeploymentArn=arn, stopType="ROLLBACK")
    assert refusal.value.response["Error"]["Code"] == "ConflictException"


@pytest.mark.parametrize(
    ("name", "configuration", "middle"),
    [
        ("canary", strategy("CANARY", canaryConfiguration={"canaryPercent": 10.0}), (90, 10)),
        ("linear", strategy("LINEAR", linearConfiguration={"stepPercent": 33.5}), (665, 335)),
    ],
)
def test_gradual_strategies_show_their_first_weights(
    cluster: Cluster, name: str, configuration: dict[str, Any], middle: tuple[int, int]
) -> None:
    balanced = serving(cluster, name)
    deploy(cluster, name, "2", configuration)
    eventually(lambda: balanced.weights(balanced.production), lambda seen: seen == middle)
    arn = cluster.deployment(name)["serviceDeploymentArn"]
    cluster.ecs.stop_service_deployment(serviceDeploymentArn=arn)
    cluster.until(name, "ROLLBACK_SUCCESSFUL")
    assert balanced.weights(balanced.production) == (100, 0)


def test_a_rule_without_both_target_groups_is_rolled_back_with_its_reason(cluster: Cluster) -> None:
    balanced = serving(cluster, "badrule")
    only = [{"TargetGroupArn": balanced.blue, "Weight": 1}]
    cluster.running.client("elbv2").modify_rule(
        RuleArn=balanced.production,
        Actions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": only}}],
    )
    deploy(cluster, "badrule", "2", strategy())
    deployment = cluster.until("badrule", "ROLLBACK_SUCCESSFUL")
    assert "must forward to both target groups" in deployment["statusReason"]
    cluster.serves("badrule", "1")


def test_a_red_alarm_in_the_bake_brings_the_old_version_back(cluster: Cluster) -> None:
    watch = cluster.running.client("cloudwatch")
    watch.put_metric_alarm(
        AlarmName="errors",
        MetricName="HTTPCode_Target_5XX_Count",
        Namespace="AWS/ApplicationELB",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        Statistic="Sum",
    )
    balanced = serving(cluster, "alarmed")
    alarms = {"alarmNames": ["errors"], "enable": True, "rollback": True}
    deploy(cluster, "alarmed", "2", strategy(alarms=alarms, bakeTimeInMinutes=60))
    eventually(lambda: balanced.weights(balanced.production), lambda seen: seen == (0, 100))
    watch.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="test")
    deployment = cluster.until("alarmed", "ROLLBACK_SUCCESSFUL")
    assert deployment["alarms"] == {
        "status": "TRIGGERED",
        "alarmNames": ["errors"],
        "triggeredAlarmNames": ["errors"],
    }
    assert balanced.weights(balanced.production) == (100, 0)


def test_a_newer_deployment_supersedes_a_paused_one(cluster: Cluster) -> None:
    balanced = serving(cluster, "newer")
    deploy(cluster, "newer", "2", strategy("BLUE_GREEN", pause("POST_PRODUCTION_TRAFFIC_SHIFT")))
    old = cluster.until_paused("newer", "POST_PRODUCTION_TRAFFIC_SHIFT")
    deploy(cluster, "newer", "3", strategy())
    cluster.until("newer", "SUCCESSFUL")
    cluster.serves("newer", "3")
    arn = old["serviceDeploymentArn"]
    answer = cluster.ecs.describe_service_deployments(serviceDeploymentArns=[arn])
    assert answer["serviceDeployments"][0]["status"] == "STOPPED"
    assert balanced.weights(balanced.production) == (0, 100)
    with pytest.raises(ClientError):
        cluster.go_on(old)


def test_a_first_deployment_has_nothing_to_roll_back_to(cluster: Cluster) -> None:
    balanced = balance(cluster, "fresh")
    cluster.create(
        "fresh",
        cluster.version("fresh", "1"),
        loadBalancers=[balanced.entry()],
        deploymentConfiguration=strategy("BLUE_GREEN", pause("PRE_PRODUCTION_TRAFFIC_SHIFT")),
    )
    paused = cluster.until_paused("fresh", "PRE_PRODUCTION_TRAFFIC_SHIFT")
    assert paused["sourceServiceRevisions"] == []
    cluster.go_on(paused, "ROLLBACK")
    deployment = cluster.until("fresh", "ROLLBACK_FAILED")
    assert "no previous service revision" in deployment["statusReason"]


def test_revisions_name_the_target_group_that_serves_them(cluster: Cluster) -> None:
    balanced = serving(cluster, "sides")
    deploy(cluster, "sides", "2", strategy())
    deployment = cluster.until("sides", "SUCCESSFUL")
    arns = [deployment["targetServiceRevision"]["arn"], deployment["sourceServiceRevisions"][0]["arn"]]
    answer = cluster.ecs.describe_service_revisions(serviceRevisionArns=arns)
    groups = {
        one["serviceRevisionArn"]: one["resolvedConfiguration"]["loadBalancers"][0]["targetGroupArn"]
        for one in answer["serviceRevisions"]
    }
    assert groups == {arns[0]: balanced.green, arns[1]: balanced.blue}
    assert len(balanced.targets(balanced.green)) == 1


@pytest.mark.parametrize(
    ("configuration", "problem"),
    [
        ({"strategy": "BLUE_GREEN"}, "bakeTimeInMinutes"),
        (strategy("BLUE_GREEN", pause("PRODUCTION_TRAFFIC_SHIFT")), "PAUSE hooks can't be configured"),
        (strategy("LINEAR", linearConfiguration={"stepPercent": 2.0}), "stepPercent"),
        (strategy("CANARY", canaryConfiguration={"canaryPercent": 0.05}), "canaryPercent"),
        (strategy("BLUE_GREEN", canaryConfiguration={"canaryPercent": 5.0}), "only valid with"),
        (strategy("BLUE_GREEN", {"lifecycleStages": ["POST_SCALE_UP"]}), "hookTargetArn"),
    ],
)
def test_a_configuration_that_ecs_refuses_is_refused(
    cluster: Cluster, configuration: dict[str, Any], problem: str
) -> None:
    definition = cluster.version("refused", "1")
    with pytest.raises(ClientError, match=problem):
        cluster.create("refused", definition, deploymentConfiguration=configuration)


def test_deployments_are_listed_newest_first_and_by_status(cluster: Cluster) -> None:
    serving(cluster, "history")
    deploy(cluster, "history", "2", strategy())
    cluster.until("history", "SUCCESSFUL")
    listed = cluster.ecs.list_service_deployments(cluster=CLUSTER, service="history")["serviceDeployments"]
    assert len(listed) == 2
    assert listed[0]["createdAt"] > listed[1]["createdAt"]
    failed = cluster.ecs.list_service_deployments(
        cluster=CLUSTER, service="history", status=["ROLLBACK_FAILED"]
    )
    assert failed["serviceDeployments"] == []
