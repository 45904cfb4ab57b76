"""One component on ECS as it is now, and what its stage and its traffic share."""

from dataclasses import dataclass, field
from functools import cached_property

from deploy.connectors.alarms.port import Alarms
from deploy.connectors.clock.port import Clock
from deploy.connectors.ecs.port import (
    GOES_BACK,
    GOES_ON,
    Deployment,
    Ecs,
    Revision,
    Rollout,
    Service,
    Status,
)
from deploy.connectors.elb.port import Elb, GroupHealth
from deploy.connectors.logs.port import Logs
from deploy.connectors.registry.port import Registry
from deploy.connectors.web.port import Web
from deploy.model.release import Release
from deploy.model.topology import Berth, Topology
from deploy.platforms.ecs_service.asking import Interviewer
from deploy.platforms.ecs_service.configuration import FAILURES, configuration
from deploy.platforms.ecs_service.failures import Reporter
from deploy.platforms.ecs_service.figures import Watchman
from deploy.platforms.ecs_service.first import creation
from deploy.platforms.ecs_service.sight import CONFIRMED, Scene, idle_groups
from deploy.settings.component import Component
from deploy.settings.platform import EcsService
from deploy.settings.schema import Settings


@dataclass(frozen=True)
class Outlook:
    """The rooms through which one component is seen."""

    ecs: Ecs
    elb: Elb
    web: Web
    alarms: Alarms
    logs: Logs
    registry: Registry
    clock: Clock


@dataclass
class Mooring:
    """A component's berth with the rooms that reach it; remembers which failures are older than this run."""

    component: Component
    settings: Settings
    platform: EcsService
    topology: Topology
    outlook: Outlook
    started_after: str | None = field(default=None, init=False)
    """The newest deployment before we started ours; None where we started none."""
    readied: Release | None = field(default=None, init=False)
    """The release that this run has made ready to roll, for a component without a second side."""
    seen: Deployment | None = field(default=None, init=False)
    """The deployment as it was looked at last."""
    looked_at: tuple[Deployment | None] | None = field(default=None, init=False)
    """What the sides were just told from, for the split that is asked for next."""
    service_seen: Service | None = field(default=None, init=False)
    groups: dict[str, GroupHealth] = field(default_factory=dict, init=False)
    """The target groups as they were looked at last."""

    @property
    def ecs(self) -> Ecs:
        """The cluster."""
        return self.outlook.ecs

    @property
    def elb(self) -> Elb:
        """The load balancers."""
        return self.outlook.elb

    @property
    def berth(self) -> Berth:
        """Where the component lies."""
        return self.topology.berth(self.component.name)

    @cached_property
    def interviewer(self) -> Interviewer:
        """Asks through the doors."""
        in_a_row = self.settings.verify.answers_in_a_row
        return Interviewer(self.component.name, self.outlook.web, in_a_row)

    @cached_property
    def watchman(self) -> Watchman:
        """Asks CloudWatch."""
        outlook = self.outlook
        return Watchman(outlook.alarms, outlook.clock, self.settings.verify, self.component.alarms)

    @cached_property
    def reporter(self) -> Reporter:
        """Tells why tasks do not stay up."""
        return Reporter(self.ecs, self.outlook.logs, self.berth.service)

    def service(self) -> Service | None:
        """The service as it stands."""
        self.service_seen = self.ecs.service(self.berth.service)
        return self.service_seen

    def deployment(self) -> Deployment | None:
        """The newest deployment, whatever became of it."""
        self.seen = self.ecs.newest_deployment(self.berth.service)
        return self.seen

    def start(self, release: Release, task_definition: str, *, at_once: bool = False) -> None:
        """Start a deployment: the first makes the service, a later one keeps the count it has now."""
        service, name = self.service(), self.berth.service
        desired = service.desired if service and service.desired else self.component.scale.count
        rollout = Rollout(
            task_definition, desired, configuration(self.component, self.settings, at_once=at_once)
        )
        if service is None:
            self.ecs.create(name, rollout, creation(release, self.component, self.platform, self.topology))
        else:
            self.ecs.roll_out(name, rollout)

    def outline(self) -> Scene:
        """The scene as far as the split is told from it; one look at ECS serves both sides and split."""
        deployment, self.looked_at = (self.looked_at or (self.deployment(),)), None
        return Scene(None, deployment[0], has_door=self.berth.door is not None)

    def scene(self) -> Scene:
        """Everything that sides and split are told from."""
        deployment = self.deployment()
        self.looked_at = (deployment,)
        is_ours = deployment is not None and self._is_ours(deployment)
        idle = idle_groups(deployment) if deployment and is_ours and self.berth.door else frozenset()
        has_started = deployment is not None and deployment.target.target_group in idle
        service = self.service_seen if has_started else self.service()
        return Scene(
            service,
            deployment,
            self._groups(deployment, idle) if deployment and self.berth.door else (),
            has_door=self.berth.door is not None,
            idle=idle,
            failed=deployment.arn if deployment and is_ours else "",
            story=self._story(service, deployment) if is_ours else "",
        )

    def health(self, revision: Revision) -> GroupHealth:
        """The targets of a revision, as they were looked at last."""
        if revision.target_group and revision.target_group not in self.groups:
            self.groups[revision.target_group] = self.outlook.elb.group_health(revision.target_group)
        return self.groups.get(revision.target_group, GroupHealth())

    def last_words(self) -> str:
        """What copies of the candidate said last."""
        return self.reporter.last_words(self.seen.target.definition) if self.seen else ""

    def _is_ours(self, deployment: Deployment) -> bool:
        return self.started_after is not None and deployment.arn != self.started_after

    def _story(self, service: Service | None, deployment: Deployment | None) -> str:
        """Why tasks of the candidate do not stay up; empty as long as they may still."""
        if service is None or deployment is None or deployment.stage in CONFIRMED:
            return ""
        target = deployment.target
        has_failed = service.definition == target.definition and service.failed >= FAILURES
        if deployment.status in GOES_ON and not has_failed:
            return ""
        told = self.reporter.of_stopped(target.definition)
        return f"{service.failed} of its tasks failed; {told}" if has_failed and told else told

    def _groups(self, deployment: Deployment, idle: frozenset[str]) -> tuple[tuple[str, GroupHealth], ...]:
        """Of revisions whose tasks all run; of the others it is known already that they start or are gone."""
        both = (deployment.target, deployment.source)
        seen = [r for r in both if r and r.target_group and r.target_group not in idle]
        if deployment.status in GOES_ON | GOES_BACK:
            seen = [r for r in seen if r.running >= max(r.wanted, 1)]
        elif deployment.status is Status.SUCCESSFUL:
            seen = [r for r in seen if r is deployment.target]
        self.groups = {r.target_group: self.outlook.elb.group_health(r.target_group) for r in seen}
        return tuple(self.groups.items())
