"""One component on ECS as it is now, and what its stage and its traffic share."""

from dataclasses import dataclass, field
from functools import cached_property

from deploy.connectors.alarms.port import Alarms
from deploy.connectors.clock.port import Clock
from deploy.connectors.ecs.port import GOES_BACK, GOES_ON, Deployment, Ecs, Hook, Rollout
from deploy.connectors.elb.port import Elb
from deploy.connectors.logs.port import Logs
from deploy.connectors.registry.port import Registry
from deploy.connectors.web.port import Web
from deploy.model.release import Release
from deploy.model.topology import Berth, Topology
from deploy.platforms.ecs_service.asking import Interviewer
from deploy.platforms.ecs_service.configuration import configuration
from deploy.platforms.ecs_service.failures import Reporter
from deploy.platforms.ecs_service.figures import Watchman
from deploy.platforms.ecs_service.first import creation
from deploy.platforms.ecs_service.sight import Scene, idle_groups, telling_groups
from deploy.platforms.ecs_service.sighting import Sighting
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
    _sighting: Sighting | None = field(default=None, init=False)
    """The last look; whatever is sent throws it away."""

    @property
    def ecs(self) -> Ecs:
        """The cluster."""
        return self.outlook.ecs

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

    def look(self) -> Sighting:
        """Look anew."""
        outlook = self.outlook
        self._sighting = Sighting(self.berth.service, outlook.ecs, outlook.elb, outlook.clock)
        return self._sighting

    def now(self) -> Sighting:
        """The look of this very moment, which an act goes by; a new one where there is none."""
        last = self._sighting
        return last if last and last.is_of_this_moment else self.look()

    def last(self) -> Sighting:
        """The last look, however old, unless something was sent since: what stays while a door is asked."""
        return self._sighting or self.look()

    def scene(self) -> Scene:
        """Everything that both sides are told from, looked at anew."""
        seen, has_door = self.look(), self.berth.door is not None
        deployment = seen.deployment
        if deployment is None:
            return Scene(None, None, has_door=has_door)
        is_ours = self._is_ours(deployment)
        idle = idle_groups(deployment) if is_ours else frozenset()
        asked = telling_groups(deployment) - idle if has_door else frozenset()
        return Scene(
            None if deployment.status in GOES_ON | GOES_BACK else seen.service,
            deployment,
            tuple((group, seen.health(group)) for group in sorted(asked)),
            has_door=has_door,
            idle=idle,
            failed=deployment.arn if is_ours else "",
            story=self.reporter.story(seen) if is_ours else "",
        )

    def start(self, release: Release, task_definition: str, *, at_once: bool = False) -> None:
        """Start a deployment: the first makes the service, a later one keeps the count it has now."""
        service, name = self.now().service, self.berth.service
        desired = service.desired if service and service.desired else self.component.scale.count
        rollout = Rollout(
            task_definition, desired, configuration(self.component, self.settings, at_once=at_once)
        )
        self._sighting = None
        if service is None:
            self.ecs.create(name, rollout, creation(release, self.component, self.platform, self.topology))
        else:
            self.ecs.roll_out(name, rollout)

    def go_on(self, deployment: Deployment, hook: Hook) -> None:
        """Answer a pause."""
        self._sighting = None
        self.ecs.answer(deployment.arn, hook.hook_id, goes_on=True)

    def send_back(self, deployment: Deployment) -> None:
        """Stop a deployment, which gives the traffic to its source again."""
        self._sighting = None
        self.ecs.roll_back(deployment.arn)

    def last_words(self) -> str:
        """What copies of the candidate said last, and what the load balancer says of them."""
        return self.reporter.last_words(self.last())

    def _is_ours(self, deployment: Deployment) -> bool:
        return self.started_after is not None and deployment.arn != self.started_after
