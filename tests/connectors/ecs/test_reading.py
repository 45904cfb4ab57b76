"""What ECS answers, in our words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from deploy.connectors.ecs.port import Hook, Revision, Room, SeenTask
from deploy.connectors.ecs.reading import deployment_from, revision_from, service_from
from deploy.connectors.ecs.reading_tasks import room_from, task_from

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SERVICE: dict[str, Any] = {
    "serviceName": "shop",
    "desiredCount": 2,
    "runningCount": 1,
    "taskDefinition": "shop:2",
    "deployments": [
        {"status": "ACTIVE", "failedTasks": 9},
        {"status": "PRIMARY", "failedTasks": 2},
    ],
}
DEFINITION = {
    "containerDefinitions": [
        {
            "name": "app",
            "logConfiguration": {
                "logDriver": "awslogs",
                "options": {"awslogs-group": "/ecs/shop", "awslogs-stream-prefix": "web"},
            },
        },
        {"name": "sidecar"},
    ]
}


def pausing(**hook: object) -> dict[str, Any]:
    """The service with one pause."""
    paused = {"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"], **hook}
    return SERVICE | {"deploymentConfiguration": {"lifecycleHooks": [paused]}}


def test_the_failures_are_those_of_the_deployment_that_goes_on() -> None:
    """Not of the one before it."""
    assert 2 == service_from(SERVICE, "v2").failed


@pytest.mark.parametrize(
    ("hook", "endless"),
    [
        ({"timeoutConfiguration": {"timeoutInMinutes": 15, "action": "ROLLBACK"}}, ()),
        ({"timeoutConfiguration": {"timeoutInMinutes": 15}}, ()),
        ({"timeoutConfiguration": {"timeoutInMinutes": 15, "action": "CONTINUE"}}, ("POST_SCALE_UP",)),
        ({}, ("POST_SCALE_UP",)),
        ({"targetType": "AWS_LAMBDA"}, ()),
    ],
)
def test_a_pause_is_endless_without_a_time_or_without_a_way_back(
    hook: dict[str, Any], endless: tuple[str, ...]
) -> None:
    """Going on by itself is no way back; a day, which is the default, is no time."""
    assert endless == service_from(pausing(**hook), "v2").endless_pauses


@pytest.mark.parametrize(
    ("images", "digests"),
    [
        ([{"image": "r/shop@sha256:1", "imageDigest": "sha256:2"}], ("sha256:2",)),
        ([{"image": "r/shop@sha256:1"}], ("sha256:1",)),
        ([{"image": "r/shop:latest"}], ()),
    ],
)
def test_a_revision_runs_what_ecs_resolved_else_what_its_image_names(
    images: list[dict[str, str]], digests: tuple[str, ...]
) -> None:
    """A tag alone says nothing."""
    seen = {"serviceRevisionArn": "rev/2", "taskDefinition": "shop:2", "containerImages": images}

    assert Revision("rev/2", "v2", definition="shop:2", digests=digests) == revision_from(seen, "v2")


def test_a_pause_tells_when_it_ends_and_how() -> None:
    """Both are ECS's own words."""
    waiting = {"hookId": "h", "status": "AWAITING_ACTION", "expiresAt": AT, "timeoutAction": "CONTINUE"}
    seen = {
        "serviceDeploymentArn": "dep/2",
        "status": "IN_PROGRESS",
        "lifecycleStage": "BAKE",
        "createdAt": AT,
        "targetServiceRevision": {"arn": "rev/2", "runningTaskCount": 1},
        "lifecycleHookDetails": [{"hookId": "g", "status": "SUCCEEDED"}, waiting],
    }
    told = deployment_from(seen, {"rev/2": Revision("rev/2", "v2", target_group="green")})

    assert (Hook("h", "BAKE", AT, goes_back=False), AT) == (told.hook, told.created_at)
    assert (1, "green") == (told.target.running, told.target.target_group)


def test_a_task_is_told_by_the_container_that_failed_and_knows_where_it_logs() -> None:
    """A sidecar that ended well explains nothing."""
    seen = {
        "taskArn": "arn:aws:ecs:us-east-1:1:task/shop/t1",
        "stoppedReason": "Essential container in task exited",
        "containers": [{"name": "sidecar", "exitCode": 0}, {"name": "app", "exitCode": 137, "reason": "OOM"}],
    }

    wanted = SeenTask("t1", "Essential container in task exited; OOM", "app", 137, "/ecs/shop", "web/app/t1")
    assert wanted == task_from(seen, DEFINITION)


def test_room_is_what_active_instances_have_left() -> None:
    """One that drains takes no tasks."""
    left = [{"name": "CPU", "integerValue": 512}, {"name": "MEMORY", "integerValue": 1024}]
    instances = [{"status": s, "remainingResources": left} for s in ("ACTIVE", "ACTIVE", "DRAINING")]

    assert Room(2, 1024, 2048) == room_from(instances)
