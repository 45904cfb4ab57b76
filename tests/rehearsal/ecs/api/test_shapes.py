"""Every operation of ours answers in the shapes of botocore's model, at every moment of a service's life."""

from typing import Any

import pytest

from rehearsal.control.gaps import ApiError
from rehearsal.ecs.api.table import OPERATIONS
from tests.rehearsal.ecs.memory import CLUSTER, Office

PAUSE = {"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"]}
FUNCTION = {
    "targetType": "AWS_LAMBDA",
    "lifecycleStages": ["PRE_SCALE_UP"],
    "hookTargetArn": "arn:aws:lambda:us-east-1:1:function:f",
    "roleArn": "arn:aws:iam::1:role/r",
}
BLUE_GREEN = {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 0, "lifecycleHooks": [PAUSE, FUNCTION]}


def newest(office: Office, service: str) -> str:
    """The ARN of the newest deployment."""
    listed = office.call("ListServiceDeployments", cluster=CLUSTER, service=service)["serviceDeployments"]
    return str(listed[0]["serviceDeploymentArn"])


def look_at_everything(office: Office, service: str) -> dict[str, Any]:
    """Call every reading operation; the office checks the shapes."""
    office.call("ListServices", cluster=CLUSTER)
    office.call("DescribeServices", cluster=CLUSTER, services=[service, "nobody"], include=["TAGS"])
    arn = newest(office, service)
    answer = office.call("DescribeServiceDeployments", serviceDeploymentArns=[arn, f"{arn}x"])
    deployment = dict(answer["serviceDeployments"][0])
    revision = deployment["targetServiceRevision"]["arn"]
    office.call("DescribeServiceRevisions", serviceRevisionArns=[revision, f"{revision}0"])
    for status in ("RUNNING", "STOPPED"):
        arns = office.call("ListTasks", cluster=CLUSTER, desiredStatus=status)["taskArns"]
        office.call("DescribeTasks", cluster=CLUSTER, tasks=[*arns, "f" * 32], include=["TAGS"])
    return deployment


def test_a_whole_life_is_answered_in_valid_shapes(office: Office) -> None:
    office.create("web", office.register("web"), 2, deploymentConfiguration=BLUE_GREEN, tags=[])
    assert look_at_everything(office, "web")["status"] == "PENDING"
    office.until(lambda: bool(waiting(look_at_everything(office, "web"))))
    paused = look_at_everything(office, "web")
    hook = waiting(paused)[0]["hookId"]
    office.call("ContinueServiceDeployment", serviceDeploymentArn=paused["serviceDeploymentArn"], hookId=hook)
    office.until(lambda: look_at_everything(office, "web")["status"] == "SUCCESSFUL")
    office.call("UpdateService", cluster=CLUSTER, service="web", taskDefinition=office.register("web"))
    office.until(lambda: bool(waiting(look_at_everything(office, "web"))))
    office.call("StopServiceDeployment", serviceDeploymentArn=newest(office, "web"), stopType="ROLLBACK")
    look_at_everything(office, "web")
    office.until(lambda: look_at_everything(office, "web")["status"] == "ROLLBACK_SUCCESSFUL")
    ran = office.call("RunTask", cluster=CLUSTER, taskDefinition="web", launchType="FARGATE", count=2)
    office.tick(2)
    office.call("StopTask", cluster=CLUSTER, task=ran["tasks"][0]["taskArn"])
    office.tick(3)
    look_at_everything(office, "web")
    office.call("StopTask", cluster=CLUSTER, task=ran["tasks"][1]["taskArn"])
    office.call("DeleteService", cluster=CLUSTER, service="web", force=True)
    office.tick(5)
    look_at_everything(office, "web")
    office.call("DeleteCluster", cluster=CLUSTER)


def waiting(deployment: dict[str, Any]) -> list[dict[str, Any]]:
    """The hooks that hold a deployment."""
    hooks = deployment.get("lifecycleHookDetails") or []
    return [hook for hook in hooks if hook["status"] == "AWAITING_ACTION"]


def test_every_operation_of_the_table_is_in_the_model(office: Office) -> None:
    assert set(OPERATIONS) <= set(office.model.operation_names)


@pytest.mark.parametrize(
    ("operation", "request_members", "code"),
    [
        ("DescribeServices", {"cluster": "none", "services": ["x"]}, "ClusterNotFoundException"),
        ("ListServiceDeployments", {"cluster": CLUSTER, "service": "x"}, "ServiceNotFoundException"),
        ("UpdateService", {"cluster": CLUSTER, "service": "x"}, "ServiceNotFoundException"),
        ("StopServiceDeployment", {"serviceDeploymentArn": "x"}, "ServiceDeploymentNotFoundException"),
        (
            "ContinueServiceDeployment",
            {"serviceDeploymentArn": "x", "hookId": "y"},
            "ServiceDeploymentNotFoundException",
        ),
        ("StopTask", {"cluster": CLUSTER, "task": "x"}, "InvalidParameterException"),
        ("RunTask", {"cluster": CLUSTER, "taskDefinition": "x"}, "ClientException"),
    ],
)
def test_what_is_not_there_is_refused_with_the_documented_code(
    office: Office, operation: str, request_members: dict[str, Any], code: str
) -> None:
    with pytest.raises(ApiError) as refusal:
        office.call(operation, **request_members)
    assert refusal.value.code == code
    known = {error.name for error in office.model.operation_model(operation).error_shapes}
    assert code in known


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("ListServices", {"maxResults": 0}),
        ("ListTasks", {"maxResults": 101}),
        ("ListTasks", {"nextToken": "-1"}),
        ("CreateService", {"serviceName": "less", "desiredCount": -1}),
        ("CreateService", {"serviceName": "token", "desiredCount": 1, "clientToken": "t" * 37}),
        ("UpdateService", {"service": "shown", "desiredCount": -1}),
        ("RunTask", {"count": 0}),
        ("RunTask", {"count": 11}),
        ("RunTask", {"clientToken": "with a space"}),
    ],
)
def test_a_value_out_of_its_range_is_refused(office: Office, operation: str, members: dict[str, Any]) -> None:
    definition = office.register("shown")
    office.create("shown", definition)
    needs = {"taskDefinition": definition} if operation in {"CreateService", "RunTask"} else {}
    with pytest.raises(ApiError) as refusal:
        office.call(operation, cluster=CLUSTER, **needs, **members)
    assert refusal.value.code == "InvalidParameterException"
    assert office.service("shown")["desiredCount"] == 1
    assert office.call("ListServices", cluster=CLUSTER)["serviceArns"] == [
        office.service("shown")["serviceArn"]
    ]
