"""Counts of copies and container instances of one cluster through boto3."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from deploy.connectors.aws.clients import Client
from deploy.connectors.aws.errors import in_our_words
from deploy.connectors.fleet.port import ContainerInstance
from deploy.errors import Reverted

_AT_ONCE: Final = 100
_CHANGED_AT_ONCE: Final = 10
_OVER: Final = "STOPPED"


class BotoFleet:
    """One cluster of one account."""

    def __init__(self, client: Client, cluster: str, guard: Callable[[], None]) -> None:
        self._client = client
        self._cluster = cluster
        self._guard = guard

    @in_our_words("ECS: count of copies")
    def resize(self, service: str, copies: int) -> None:
        """Ask for a number of copies."""
        self._guard()
        self._client.once.update_service(cluster=self._cluster, service=service, desiredCount=copies)

    @in_our_words("ECS: copies")
    def places(self, service: str) -> tuple[str, ...]:
        """The container instance of every copy; one that was told to stop drains until it is over."""
        listed = [arn for wish in ("RUNNING", _OVER) for arn in self._listed(service, wish)]
        tasks = [task for some in _batches(listed) for task in self._described(some)]
        return tuple(task.get("containerInstanceArn", "") for task in tasks if task["lastStatus"] != _OVER)

    @in_our_words("ECS: container instances")
    def instances(self) -> tuple[ContainerInstance, ...]:
        """The registered machines."""
        pages = self._client.patient.get_paginator("list_container_instances").paginate(cluster=self._cluster)
        listed = [arn for page in pages for arn in page["containerInstanceArns"]]
        found = [one for some in _batches(listed) for one in self._seen(some)]
        return tuple(_instance(one) for one in found)

    @in_our_words("ECS: state of container instances")
    def set_draining(self, arns: tuple[str, ...], *, is_draining: bool) -> None:
        """Change the state of these machines, ten at a time; what ECS could not change is an error."""
        status = "DRAINING" if is_draining else "ACTIVE"
        for start in range(0, len(arns), _CHANGED_AT_ONCE):
            self._guard()
            answer = self._client.once.update_container_instances_state(
                cluster=self._cluster,
                containerInstances=list(arns[start : start + _CHANGED_AT_ONCE]),
                status=status,
            )
            _check(answer.get("failures", []), status)

    def _listed(self, service: str, wish: str) -> list[str]:
        pages = self._client.patient.get_paginator("list_tasks").paginate(
            cluster=self._cluster, serviceName=service, desiredStatus=wish
        )
        return [arn for page in pages for arn in page["taskArns"]]

    def _described(self, arns: Sequence[str]) -> list[Any]:
        return list(self._client.patient.describe_tasks(cluster=self._cluster, tasks=list(arns))["tasks"])

    def _seen(self, arns: Sequence[str]) -> list[Any]:
        answer = self._client.patient.describe_container_instances(
            cluster=self._cluster, containerInstances=list(arns)
        )
        return list(answer["containerInstances"])


def _batches(arns: list[str]) -> list[list[str]]:
    return [arns[start : start + _AT_ONCE] for start in range(0, len(arns), _AT_ONCE)]


def _instance(one: Any) -> ContainerInstance:  # noqa: ANN401 - boto3 ships no types
    arn = one["containerInstanceArn"]
    return ContainerInstance(arn, one.get("ec2InstanceId") or arn, one["status"] == "DRAINING")


def _check(failures: list[Any], status: str) -> None:
    if failures:
        raise Reverted(
            "container-instance-unchanged",
            what=f"ECS did not make {len(failures)} container instances {status}",
            why=str(failures[0].get("reason", "it gave no reason")),
            do="inv status; the same command goes on from there",
        )
