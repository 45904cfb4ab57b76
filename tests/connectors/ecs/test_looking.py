"""A look at ECS costs as few calls as it can, and never misses a newer deployment."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from deploy.connectors.aws.clients import Client
from deploy.connectors.ecs.boto import BotoEcs
from deploy.errors import Passing

DIGEST = "sha256:" + "a" * 64


@dataclass
class Cluster:
    """A cluster as boto3 shows it: service deployments, the newest first, and what was asked."""

    statuses: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    """Definitions with the release that each is tagged with, the newest first."""
    asked: list[str] = field(default_factory=list)

    def list_service_deployments(self, **_: Any) -> Any:
        """The newest."""
        self.asked.append("list")
        newest = next(iter(self.statuses))
        return {"serviceDeployments": [{"serviceDeploymentArn": newest}]}

    def describe_service_deployments(self, serviceDeploymentArns: list[str]) -> Any:  # noqa: N803 - boto3's name
        """One, by its ARN."""
        self.asked.append("describe")
        arn = serviceDeploymentArns[0]
        shown = {"serviceDeploymentArn": arn, "status": self.statuses[arn]}
        return {"serviceDeployments": [shown | {"targetServiceRevision": {"arn": f"rev/{arn}"}}]}

    def describe_service_revisions(self, serviceRevisionArns: list[str]) -> Any:  # noqa: N803 - boto3's name
        """One, its images resolved."""
        self.asked.append("revisions")
        arn = serviceRevisionArns[0]
        images = [{"image": f"shop@{DIGEST}"}]
        one = {"serviceRevisionArn": arn, "taskDefinition": "shop:1", "containerImages": images}
        return {"serviceRevisions": [one]}

    def list_task_definitions(self, maxResults: int, **_: Any) -> Any:  # noqa: N803 - boto3's name
        """The newest so many."""
        return {"taskDefinitionArns": list(self.definitions)[:maxResults]}

    def describe_task_definition(self, taskDefinition: str, **_: Any) -> Any:  # noqa: N803 - boto3's name
        """One, with its tags."""
        self.asked.append("definition")
        release = self.definitions.get(taskDefinition, "v1")
        return {"tags": [{"key": "swingbridge:release", "value": release}]}


class Behind(Cluster):
    """A cluster whose reads do not know yet of what it has named."""

    class exceptions:  # noqa: N801 - boto3's name
        """What boto3's client of ECS can raise, as far as we ask for it."""

        class ClientException(Exception):
            """Of a task definition: unable to describe it."""

    def describe_service_deployments(self, serviceDeploymentArns: list[str]) -> Any:  # noqa: N803 - boto3's name
        """None, and why."""
        return {
            "serviceDeployments": [],
            "failures": [{"arn": serviceDeploymentArns[0], "reason": "MISSING"}],
        }

    def describe_task_definition(self, taskDefinition: str, **_: Any) -> Any:  # noqa: N803 - boto3's name
        """As ECS answers for one that it does not know."""
        raise self.exceptions.ClientException(taskDefinition)


def ecs(cluster: Cluster) -> BotoEcs:
    """The room of that cluster."""
    return BotoEcs(Client(lambda _: cluster), "shop", lambda: None)


def test_a_deployment_under_way_is_described_and_not_looked_for_again() -> None:
    """Its revision and its definition never change, so one question each is enough."""
    cluster = Cluster({"d1": "IN_PROGRESS"})
    room = ecs(cluster)
    for _ in range(3):
        room.newest_deployment("web")

    assert ["list", "describe", "revisions", "definition", "describe", "describe"] == cluster.asked


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"d1": "IN_PROGRESS"}, {"d2": "IN_PROGRESS", "d1": "STOPPED"}),
        ({"d1": "SUCCESSFUL"}, {"d2": "PENDING", "d1": "SUCCESSFUL"}),
    ],
    ids=["superseded", "at rest"],
)
def test_a_newer_deployment_is_seen_at_the_next_look(first: dict[str, str], then: dict[str, str]) -> None:
    """Somebody else's shows by the end of ours; beside one that rests a new one may have begun."""
    cluster = Cluster(first)
    room = ecs(cluster)
    room.newest_deployment("web")
    cluster.statuses = then
    seen = room.newest_deployment("web")

    assert seen is not None
    assert "d2" == seen.arn


def test_of_two_definitions_of_a_release_the_lowest_is_taken() -> None:
    """A reply that was lost leaves two, one after the other; older ones are not asked for."""
    cluster = Cluster(definitions={"web:5": "v3", "web:4": "v2", "web:3": "v2", "web:2": "v1", "web:1": "v0"})

    assert "web:3" == ecs(cluster).definition_of("web", "v2")
    assert 4 == len(cluster.asked)


def test_a_release_that_is_not_among_the_newest_definitions_has_none() -> None:
    """It is registered anew."""
    cluster = Cluster(definitions={f"web:{number}": f"v{number}" for number in range(9, 0, -1)})

    assert "" == ecs(cluster).definition_of("web", "v1")


@pytest.mark.parametrize(
    "look",
    [lambda room: room.newest_deployment("web"), lambda room: room.definition_of("shop", "v1")],
    ids=["deployment", "definition"],
)
def test_what_ecs_has_named_and_does_not_show_yet_is_asked_for_again(
    look: Callable[[BotoEcs], object],
) -> None:
    """Its reads are consistent in the end, not at once."""
    room = ecs(Behind({"dep/1": "IN_PROGRESS"}, {"shop:1": "v1"}))

    with pytest.raises(Passing):
        look(room)
