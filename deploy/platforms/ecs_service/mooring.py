"""One component on ECS as it is now, and what its stage and its traffic share."""

from dataclasses import dataclass, field

from deploy.connectors.ecs.port import Deployment, Ecs, Rollout, Service
from deploy.connectors.elb.port import Elb, GroupHealth
from deploy.connectors.web.port import Web
from deploy.model.release import Release
from deploy.model.topology import Berth, Topology
from deploy.platforms.ecs_service.configuration import configuration
from deploy.platforms.ecs_service.first import creation
from deploy.platforms.ecs_service.sight import Scene
from deploy.settings.component import Component
from deploy.settings.platform import EcsService
from deploy.settings.schema import Settings


@dataclass
class Mooring:
    """A component's berth with the rooms that reach it; remembers which failures are older than this run."""

    component: Component
    settings: Settings
    platform: EcsService
    topology: Topology
    ecs: Ecs
    elb: Elb
    web: Web
    started_after: str | None = field(default=None, init=False)
    """The newest deployment before we started ours; None where we started none."""
    readied: Release | None = field(default=None, init=False)
    """The release that this run has made ready to roll, for a component without a second side."""

    @property
    def berth(self) -> Berth:
        """Where the component lies."""
        return self.topology.berth(self.component.name)

    def service(self) -> Service | None:
        """The service as it stands."""
        return self.ecs.service(self.berth.service)

    def deployment(self) -> Deployment | None:
        """The newest deployment, whatever became of it."""
        return self.ecs.newest_deployment(self.berth.service)

    def start(self, release: Release, task_definition: str) -> None:
        """Start a deployment: the first makes the service, a later one keeps the count it has now."""
        service, name = self.service(), self.berth.service
        desired = service.desired if service and service.desired else self.component.scale.count
        rollout = Rollout(task_definition, desired, configuration(self.component, self.settings))
        if service is None:
            self.ecs.create(name, rollout, creation(release, self.component, self.platform, self.topology))
        else:
            self.ecs.roll_out(name, rollout)

    def outline(self) -> Scene:
        """The scene as far as the split is told from it: tasks and targets are not asked for."""
        return Scene(None, self.deployment(), has_door=self.berth.door is not None)

    def scene(self) -> Scene:
        """Everything that sides and split are told from."""
        deployment = self.deployment()
        failed = deployment.arn if deployment and self._is_ours(deployment) else ""
        groups = self._groups(deployment) if deployment and self.berth.door else ()
        return Scene(self.service(), deployment, groups, self.berth.door is not None, failed)

    def _is_ours(self, deployment: Deployment) -> bool:
        return self.started_after is not None and deployment.arn != self.started_after

    def _groups(self, deployment: Deployment) -> tuple[tuple[str, GroupHealth], ...]:
        names = {r.target_group for r in (deployment.target, deployment.source) if r and r.target_group}
        return tuple((name, self.elb.group_health(name)) for name in sorted(names))
