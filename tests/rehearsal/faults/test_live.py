"""Faults on a running rehearsal, as the stock SDK meets them."""

from time import monotonic, sleep
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from rehearsal.faults.model import Fault, Kind, When

CALLS: dict[str, tuple[str, dict[str, str]]] = {
    "ecs": ("list_clusters", {}),
    "s3": ("list_buckets", {}),
    "elbv2": ("describe_load_balancers", {}),
    "ec2": ("describe_regions", {}),
    "cloudwatch": ("list_metrics", {}),
    "lambda": ("list_functions", {}),
}


def call(running: Any, service: str, attempts: int = 1) -> Any:
    operation, arguments = CALLS[service]
    return getattr(running.client(service, attempts), operation)(**arguments)


@pytest.mark.parametrize(
    ("service", "kind", "code", "status"),
    [
        ("ecs", Kind.THROTTLE, "ThrottlingException", 400),
        ("ecs", Kind.EXPIRED, "ExpiredTokenException", 400),
        ("ecs", Kind.ERROR, "ServerException", 500),
        ("s3", Kind.THROTTLE, "SlowDown", 503),
        ("s3", Kind.EXPIRED, "ExpiredToken", 400),
        ("elbv2", Kind.THROTTLE, "Throttling", 400),
        ("elbv2", Kind.EXPIRED, "ExpiredToken", 403),
        ("ec2", Kind.THROTTLE, "RequestLimitExceeded", 503),
        ("cloudwatch", Kind.ERROR, "InternalFailure", 500),
        ("lambda", Kind.THROTTLE, "ThrottlingException", 400),
    ],
)
def test_a_struck_call_fails_in_the_dialect_of_its_service(
    running: Any,
    service: str,
    kind: Kind,
    code: str,
    status: int,
) -> None:
    """Clients decide by these codes whether to try again."""
    running.faults.arm(Fault(kind, service=service))
    with pytest.raises(ClientError) as failed:
        call(running, service)
    response: Any = failed.value.response
    assert (code, status) == (response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"])
    assert call(running, service)


def test_the_sdk_gets_over_a_throttle_by_itself(running: Any) -> None:
    """A throttle costs a read a retry and nothing else."""
    name = running.faults.arm(Fault(Kind.THROTTLE, service="ecs", count=2))
    assert call(running, "ecs", attempts=4)["ResponseMetadata"]["RetryAttempts"] == 2
    assert running.faults.struck(name) == 2


def test_an_answer_can_be_lost_after_the_effect(running: Any) -> None:
    """The caller saw a cut connection, and the cluster is there."""
    ecs = running.client("ecs")
    running.faults.arm(Fault(Kind.RESET, "ecs", "CreateCluster", when=When.AFTER))
    with pytest.raises(ConnectionClosedError):
        ecs.create_cluster(clusterName="lost")
    assert any(arn.endswith("/lost") for arn in ecs.list_clusters()["clusterArns"])
    assert running.requests("CreateCluster")[-1].effect == "lost"


def test_a_slow_call_takes_its_time(running: Any) -> None:
    """Only the struck call waits."""
    running.faults.arm(Fault(Kind.SLOW, service="ecs", seconds=2))
    started = monotonic()
    call(running, "ecs")
    slow = monotonic() - started
    call(running, "ecs")
    assert slow >= 2 > monotonic() - started - slow


def test_a_stale_read_shows_the_past_and_then_the_present(running: Any) -> None:
    """Reads lag behind a write by the seconds that were asked for, and no longer."""
    dynamodb = running.client("dynamodb")
    running.faults.arm(Fault(Kind.STALE, "dynamodb", "ListTables", count=0, seconds=1.0))
    dynamodb.create_table(
        TableName="late",
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    assert dynamodb.list_tables()["TableNames"] == []
    deadline = monotonic() + 10
    while dynamodb.list_tables()["TableNames"] != ["late"]:
        assert monotonic() < deadline, "the present never came"
        sleep(0.05)
    running.faults.clear()


def test_a_stale_read_of_ecs_shows_the_service_as_it_was(running: Any) -> None:
    """ECS's own reads lag on AWS, and ours are gaps over moto's records."""
    ecs = running.client("ecs")
    subnet = running.client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    ecs.create_cluster(clusterName="late")
    ecs.register_task_definition(
        family="late",
        containerDefinitions=[{"name": "web", "image": "x", "essential": True}],
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
    )
    ecs.create_service(
        cluster="late",
        serviceName="late",
        taskDefinition="late",
        desiredCount=0,
        networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet]}},
    )
    running.faults.arm(Fault(Kind.STALE, "ecs", "Describe*", count=0, seconds=1.0))
    ecs.update_service(cluster="late", service="late", healthCheckGracePeriodSeconds=77)

    def grace() -> int:
        shown = ecs.describe_services(cluster="late", services=["late"])["services"][0]
        return int(shown.get("healthCheckGracePeriodSeconds", 0))

    assert grace() == 0
    deadline = monotonic() + 10
    while grace() != 77:
        assert monotonic() < deadline, "the present never came"
        sleep(0.05)
    running.faults.clear()


def test_an_alarm_can_be_turned_red(running: Any) -> None:
    """Deployments that watch it must notice."""
    cloudwatch = running.client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName="errors",
        Namespace="x",
        MetricName="errors",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )
    running.faults.act("turn-alarm", name="errors")
    assert [alarm["StateValue"] for alarm in cloudwatch.describe_alarms()["MetricAlarms"]] == ["ALARM"]


def test_clearing_ends_every_fault(running: Any) -> None:
    """The next test starts on a quiet day."""
    running.faults.arm(Fault(Kind.ERROR, count=0))
    running.faults.clear()
    assert call(running, "ecs")["ResponseMetadata"]["HTTPStatusCode"] == 200
