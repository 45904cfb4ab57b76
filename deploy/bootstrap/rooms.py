"""The real rooms that platforms are built of."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.connectors.alarms.boto import BotoAlarms
from deploy.connectors.autoscaling.boto import BotoAutoscaling
from deploy.connectors.aws.clients import Clients
from deploy.connectors.clock.port import Clock
from deploy.connectors.ecs.boto import BotoEcs
from deploy.connectors.elb.boto import BotoElb
from deploy.connectors.fleet.boto import BotoFleet
from deploy.connectors.logs.boto import BotoLogs
from deploy.connectors.pages.boto import BotoPages
from deploy.connectors.parameters.boto import BotoParameters
from deploy.connectors.registry.ecr import EcrRegistry
from deploy.connectors.web.client import WebClient


@dataclass(frozen=True)
class RealRooms:
    """The real rooms, each opened where a platform asks for it."""

    root: Path
    clock: Clock
    guard: Callable[[], None]
    clients: Clients

    def ecs(self, cluster: str) -> BotoEcs:
        """One cluster."""
        return BotoEcs(self.clients.of("ecs"), cluster, self.guard)

    def elb(self) -> BotoElb:
        """The load balancers."""
        return BotoElb(self.clients.of("elbv2"))

    def pages(self) -> BotoPages:
        """The maintenance pages of load balancers."""
        return BotoPages(self.clients.of("elbv2"), self.guard)

    def fleet(self, cluster: str) -> BotoFleet:
        """The copies and machines of one cluster."""
        return BotoFleet(self.clients.of("ecs"), cluster, self.guard)

    def autoscaling(self) -> BotoAutoscaling:
        """What changes counts of copies by itself."""
        return BotoAutoscaling(self.clients.of("application-autoscaling"), self.guard)

    def parameters(self) -> BotoParameters:
        """Documents that Terraform left."""
        return BotoParameters(self.clients.of("ssm"))

    def registry(self) -> EcrRegistry:
        """The images."""
        return EcrRegistry(self.clients.of("ecr"))

    def alarms(self) -> BotoAlarms:
        """Alarms and figures."""
        return BotoAlarms(self.clients.of("cloudwatch"))

    def logs(self) -> BotoLogs:
        """What containers wrote."""
        return BotoLogs(self.clients.of("logs"))

    def web(self) -> WebClient:
        """The outside, as users reach it."""
        return WebClient()
