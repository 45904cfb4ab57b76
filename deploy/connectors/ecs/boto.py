"""ECS through boto3."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import dropwhile, takewhile
from typing import Any

from deploy.connectors.aws.clients import Client
from deploy.connectors.aws.errors import in_our_words
from deploy.connectors.ecs.port import (
    GOES_BACK,
    GOES_ON,
    RELEASE_TAG,
    Creation,
    Definition,
    Deployment,
    Revision,
    Rollout,
    Room,
    SeenTask,
    Service,
)
from deploy.connectors.ecs.reading import deployment_from, release_of, revision_from, service_from
from deploy.connectors.ecs.reading_tasks import room_from, task_from
from deploy.errors import Passing

NEWEST_DEFINITIONS = 5
"""How far back `definition_of` looks, one call each; a release that is older is registered anew."""
NEWEST_TASKS = 20
"""As many tasks as are looked at."""


class BotoEcs:
    """One cluster of one account."""

    def __init__(self, client: Client, cluster: str, guard: Callable[[], None]) -> None:
        self._client = client
        self._cluster = cluster
        self._guard = guard
        self._definitions: dict[str, Any] = {}
        self._known: dict[str, Revision] = {}
        self._under_way: dict[str, str] = {}
        self._ended: dict[str, Deployment] = {}

    @in_our_words("ECS: service")
    def service(self, name: str) -> Service | None:
        """The service, where there is an active one."""
        found = self._client.patient.describe_services(cluster=self._cluster, services=[name])["services"]
        active = next((one for one in found if one["status"] == "ACTIVE"), None)
        if active is None:
            return None
        return service_from(active, self._release(active["taskDefinition"]))

    @in_our_words("ECS: service that is gone")
    def is_gone(self, name: str) -> bool:
        """Whether there was a service of that name which is inactive now."""
        found = self._client.patient.describe_services(cluster=self._cluster, services=[name])["services"]
        return any(one["status"] != "ACTIVE" for one in found)

    @in_our_words("ECS: tasks")
    def tasks_of(self, service: str, definition: str, *, stopped: bool) -> tuple[SeenTask, ...]:
        """Tasks of the service and that definition, which run or have stopped lately; the newest first."""
        status = "STOPPED" if stopped else "RUNNING"
        listed = self._client.patient.list_tasks(
            cluster=self._cluster, serviceName=service, desiredStatus=status, maxResults=NEWEST_TASKS
        )["taskArns"]
        if not listed:
            return ()
        found = self._client.patient.describe_tasks(cluster=self._cluster, tasks=listed)["tasks"]
        ours = [one for one in found if one["taskDefinitionArn"] == definition]
        newest = sorted(ours, key=lambda one: one["createdAt"], reverse=True)
        return tuple(task_from(one, self._described(definition)["taskDefinition"]) for one in newest)

    @in_our_words("ECS: container instances")
    def room(self) -> Room:
        """What is left on the container instances of the cluster."""
        listed = self._client.patient.list_container_instances(cluster=self._cluster)["containerInstanceArns"]
        if not listed:
            return Room()
        found = self._client.patient.describe_container_instances(
            cluster=self._cluster, containerInstances=listed
        )
        return room_from(found["containerInstances"])

    @in_our_words("ECS: newest deployment")
    def newest_deployment(self, service: str) -> Deployment | None:
        """The newest service deployment, whatever became of it."""
        under_way = self._under_way.pop(service, "")
        seen = self._deployment(under_way) if under_way else None
        if seen is None or seen.status not in GOES_ON | GOES_BACK:  # only then can there be a newer one
            newest = self._newest(service)
            seen = (self._ended.get(newest) or self._deployment(newest)) if newest else None
        if seen and seen.status in GOES_ON | GOES_BACK:
            self._under_way[service] = seen.arn
        return seen

    @in_our_words("ECS: definition of")
    def definition_of(self, family: str, release: str) -> str:
        """The lowest of the newest active task definitions of the family that carries the release's tag."""
        listed = self._client.patient.list_task_definitions(
            familyPrefix=family, status="ACTIVE", sort="DESC", maxResults=NEWEST_DEFINITIONS
        )["taskDefinitionArns"]
        before = dropwhile(lambda arn: self._release(arn) != release, listed)
        tagged = list(takewhile(lambda arn: self._release(arn) == release, before))
        return tagged[-1] if tagged else ""

    @in_our_words("ECS: register")
    def register(self, definition: Definition) -> str:
        """Register a task definition."""
        self._guard()
        tags = [{"key": RELEASE_TAG, "value": definition.release}]
        made = self._client.once.register_task_definition(
            family=definition.family, tags=tags, **definition.request
        )
        arn = str(made["taskDefinition"]["taskDefinitionArn"])
        self._definitions[arn] = {"taskDefinition": made["taskDefinition"], "tags": tags}
        return arn

    @in_our_words("ECS: create")
    def create(self, service: str, rollout: Rollout, creation: Creation) -> None:
        """Make the service with its first deployment."""
        self._guard()
        self._client.once.create_service(
            cluster=self._cluster,
            serviceName=service,
            taskDefinition=rollout.task_definition,
            desiredCount=rollout.desired,
            deploymentConfiguration=rollout.configuration,
            clientToken=creation.token,
            **creation.request,
        )

    @in_our_words("ECS: roll out")
    def roll_out(self, service: str, rollout: Rollout) -> None:
        """Start a service deployment."""
        self._guard()
        updated = self._client.once.update_service(
            cluster=self._cluster,
            service=service,
            taskDefinition=rollout.task_definition,
            desiredCount=rollout.desired,
            deploymentConfiguration=rollout.configuration,
        )
        self._under_way[service] = updated.get("service", {}).get("currentServiceDeployment", "")

    @in_our_words("ECS: answer")
    def answer(self, deployment: str, hook_id: str, *, goes_on: bool) -> None:
        """Answer a pause: go on, or roll back. One that is over already is no error: the next look tells."""
        self._guard()
        action = "CONTINUE" if goes_on else "ROLLBACK"
        with suppress(self._client.once.exceptions.InvalidParameterException):
            self._client.once.continue_service_deployment(
                serviceDeploymentArn=deployment, hookId=hook_id, action=action
            )

    @in_our_words("ECS: roll back")
    def roll_back(self, deployment: str) -> None:
        """Stop a service deployment and roll it back; for one that has ended see `answer`."""
        self._guard()
        with suppress(self._client.once.exceptions.ConflictException):
            self._client.once.stop_service_deployment(serviceDeploymentArn=deployment, stopType="ROLLBACK")

    def _newest(self, service: str) -> str | None:
        try:
            listed = self._client.patient.list_service_deployments(
                cluster=self._cluster, service=service, maxResults=1
            )
        except self._client.patient.exceptions.ServiceNotFoundException:
            return None
        found = listed["serviceDeployments"]
        return str(found[0]["serviceDeploymentArn"]) if found else None

    def _deployment(self, arn: str) -> Deployment:
        """A deployment; one that has ended never changes, so its end is looked at once."""
        described = self._client.patient.describe_service_deployments(serviceDeploymentArns=[arn])
        if not described["serviceDeployments"]:
            raise _not_yet("the service deployment", arn)
        seen = described["serviceDeployments"][0]
        summaries = [*seen.get("sourceServiceRevisions", []), seen["targetServiceRevision"]]
        deployment = deployment_from(seen, self._revisions([summary["arn"] for summary in summaries]))
        if deployment.status not in GOES_ON | GOES_BACK:
            self._ended[arn] = deployment
        return deployment

    def _revisions(self, arns: list[str]) -> Mapping[str, Revision]:
        """Service revisions, which never change once ECS has resolved their images."""
        unknown = [arn for arn in arns if arn not in self._known or not self._known[arn].digests]
        if unknown:
            found = self._client.patient.describe_service_revisions(serviceRevisionArns=unknown)[
                "serviceRevisions"
            ]
            seen = [revision_from(one, self._release(one["taskDefinition"])) for one in found]
            self._known |= {revision.arn: revision for revision in seen}
        return self._known

    def _release(self, definition: str) -> str:
        return release_of(self._described(definition).get("tags", []))

    def _described(self, definition: str) -> Any:  # noqa: ANN401 - boto3 ships no types
        """A task definition with its tags; definitions never change, so one look is enough."""
        if definition not in self._definitions:
            self._definitions[definition] = self._read_definition(definition)
        return self._definitions[definition]

    def _read_definition(self, arn: str) -> Any:  # noqa: ANN401 - boto3 ships no types
        try:
            return self._client.patient.describe_task_definition(taskDefinition=arn, include=["TAGS"])
        except self._client.patient.exceptions.ClientException as error:
            raise _not_yet("the task definition", arn) from error


def _not_yet(what: str, arn: str) -> Passing:
    """What ECS has named is shown a moment later: its reads need not know yet of what it has done."""
    return Passing(
        "aws-failed",
        what=f"AWS does not show {what} yet",
        why=f"{arn.rpartition('/')[2]} was named by ECS itself, and is not found",
        do="inv status; the same command goes on from there",
    )
