"""Whether everything stands as it should: asked of the door, ECS, the load balancer and the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from time import monotonic, sleep
from typing import Any

from bench.ecs.desk import Desk
from deploy.bootstrap import Archive, open_store
from deploy.connectors.ecs.port import GOES_BACK, GOES_ON, RELEASE_TAG
from deploy.connectors.ledger.port import Store
from deploy.model.row import Kind
from deploy.platforms.ecs_service.maintenance import mark_of
from deploy.settings.load import load

SETTLES_WITHIN = 60.0
ANSWERS = 10
_IN_FILE = 'kind = "sqlite"\npath = ".swingbridge/cost-simulator/local/ledger.db"'
LEDGER = {_IN_FILE: 'kind = "dynamodb"\ntable = "ledger"'}
"""The change of the settings that keeps the ledger where staging and production keep theirs."""


@dataclass(frozen=True)
class Judge:
    """Looks at one desk from all sides."""

    desk: Desk

    def settled(self) -> str:
        """The status of the newest deployment, once it is one that stays."""
        until = monotonic() + SETTLES_WITHIN
        while (status := self.status()) in GOES_ON | GOES_BACK and monotonic() < until:
            sleep(0.1)
        return status

    def status(self) -> str:
        """The status of the newest deployment."""
        listed = self._ecs.list_service_deployments(**self._place)["serviceDeployments"]
        return str(listed[0]["status"]) if listed else ""

    def target(self) -> str:
        """The release that the newest deployment brings."""
        listed = self._ecs.list_service_deployments(**self._place)["serviceDeployments"]
        revision = listed[0]["targetServiceRevisionArn"]
        found = self._ecs.describe_service_revisions(serviceRevisionArns=[revision])["serviceRevisions"]
        return self._release(found[0]["taskDefinition"])

    def faults(self, release: str, *, may_be_held: bool = False) -> list[str]:
        """Everything that is not as it should be with that release live and nothing under way.

        A lease may be held where its return was lost: it runs out by itself.
        """
        status = self.settled()
        wrong = [] if status not in GOES_ON | GOES_BACK else [f"the deployment stays {status}"]
        return [
            *wrong,
            *self._of_door(release),
            *self._of_ecs(release),
            *self._of_ledger(release, may_be_held),
        ]

    def faults_of_rest(self, old: str, new: str) -> list[str]:
        """What is wrong where a run has stopped on its way: one of the two releases has to serve, alone."""
        serving = self.serving()
        return [] if serving in ({old}, {new}) else [f"stopped, and the door answers as {sorted(serving)}"]

    def faults_of_drain(self, *, may_be_held: bool = False) -> list[str]:
        """Everything that is not as it should be behind the maintenance page."""
        rules = self._pages()
        wrong = [] if len(rules) == 1 else [f"{len(rules)} rules show the page"]
        service = self._service_seen()
        if service["desiredCount"] or service["runningCount"]:
            wrong.append(f"{service['runningCount']} of {service['desiredCount']} tasks run behind the page")
        if Archive(self._store).history().maintenance is None:
            wrong.append("the ledger knows of no maintenance")
        return wrong + (["the lease is still held"] if self.is_held() and not may_be_held else [])

    def made(self) -> frozenset[str]:
        """The newest deployments and task definitions: what a run makes must not be made twice."""
        deployments = self._ecs.list_service_deployments(**self._place, maxResults=100)["serviceDeployments"]
        definitions = self._ecs.list_task_definitions(sort="DESC", maxResults=100)["taskDefinitionArns"]
        return frozenset([*(one["serviceDeploymentArn"] for one in deployments), *definitions])

    def runs(self) -> int:
        """How many runs have begun in the ledger."""
        return sum(row.kind is Kind.BEGIN for row in self._store.rows())

    def serving(self) -> set[str]:
        """Which releases the front door answers as."""
        return {self.desk.answers() for _ in range(ANSWERS)}

    def is_held(self) -> bool:
        """Whether somebody holds the lease."""
        return bool(self.holder())

    def holder(self) -> str:
        """The full id of whoever holds the lease."""
        return self._store.read().owner

    def live(self) -> str:
        """The release that the ledger calls live."""
        return Archive(self._store).history().live or ""

    def _of_door(self, release: str) -> Iterator[str]:
        if (serving := self.serving()) != {release}:
            yield f"the door answers as {sorted(serving)}, not {release}"
        rule = self.desk.topology["berths"][0]["door"]["production_rule"]
        actions = self.desk.client("elbv2").describe_rules(RuleArns=[rule])["Rules"][0]["Actions"]
        weights = sorted(g["Weight"] for g in actions[0]["ForwardConfig"]["TargetGroups"])
        if weights[:-1] != [0] or not weights[-1]:
            yield f"the weights of the front door are {weights}"

    def _of_ecs(self, release: str) -> Iterator[str]:
        service = self._service_seen()
        if service["runningCount"] != service["desiredCount"] or not service["desiredCount"]:
            yield f"{service['runningCount']} of {service['desiredCount']} tasks run"
        tasks = self._ecs.describe_tasks(cluster=self._cluster, tasks=self._tasks())["tasks"]
        found = {self._release(task["taskDefinitionArn"]) for task in tasks}
        if found != {release}:
            yield f"tasks of {sorted(found)} run, not of {release}"

    def _of_ledger(self, release: str, may_be_held: bool) -> Iterator[str]:  # noqa: FBT001 - see `faults`
        if self.is_held() and not may_be_held:
            yield "the lease is still held"
        if self.live() != release:
            yield f"the ledger says that {self.live()} is live, not {release}"

    def _service_seen(self) -> dict[str, Any]:
        seen = self._ecs.describe_services(cluster=self._cluster, services=[self._service])["services"]
        return dict(seen[0])

    def _pages(self) -> list[str]:
        """The rules of the front door that answer with our page."""
        balancer, rule = self.desk.client("elbv2"), self.desk.topology["berths"][0]["door"]["production_rule"]
        listener = rule.rpartition("/")[0].replace(":listener-rule/", ":listener/")
        rules = balancer.describe_rules(ListenerArn=listener)["Rules"]
        bodies = {one["RuleArn"]: one["Actions"][0].get("FixedResponseConfig", {}) for one in rules}
        return [arn for arn, body in bodies.items() if mark_of(self._service) in body.get("MessageBody", "")]

    def _tasks(self) -> list[str]:
        return list(self._ecs.list_tasks(cluster=self._cluster, serviceName=self._service)["taskArns"])

    def _release(self, definition: str) -> str:
        seen = self._ecs.describe_task_definition(taskDefinition=definition, include=["TAGS"])
        return next((tag["value"] for tag in seen["tags"] if tag["key"] == RELEASE_TAG), "")

    @property
    def _cluster(self) -> str:
        return str(self.desk.topology["cluster"])

    @property
    def _service(self) -> str:
        return str(self.desk.topology["berths"][0]["service"])

    @property
    def _place(self) -> dict[str, str]:
        return {"cluster": self._cluster, "service": self._service}

    @cached_property
    def _ecs(self) -> Any:  # noqa: ANN401 - boto3 ships no types
        return self.desk.client("ecs")

    @cached_property
    def _store(self) -> Store:
        return open_store(self.desk.folder, load(self.desk.folder, self.desk.system, "local"))
