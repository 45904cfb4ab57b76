"""What platforms are built of: the rooms that reach the outside, each opened only where it is asked for."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from deploy.connectors.alarms.port import Alarms
from deploy.connectors.autoscaling.port import Autoscaling
from deploy.connectors.clock.port import Clock
from deploy.connectors.ecs.port import Ecs
from deploy.connectors.elb.port import Elb
from deploy.connectors.fleet.port import Fleet
from deploy.connectors.logs.port import Logs
from deploy.connectors.pages.port import Pages
from deploy.connectors.parameters.port import Parameters
from deploy.connectors.registry.port import Registry
from deploy.connectors.web.port import Web


class Rooms(Protocol):
    """The rooms of one world."""

    @property
    def root(self) -> Path:
        """The repository."""
        ...

    @property
    def clock(self) -> Clock:
        """Time."""
        ...

    @property
    def guard(self) -> Callable[[], None]:
        """Called right before each send that changes something; raises where the lease is no longer ours."""
        ...

    def ecs(self, cluster: str) -> Ecs:
        """One cluster."""
        ...

    def elb(self) -> Elb:
        """The load balancers."""
        ...

    def pages(self) -> Pages:
        """The maintenance pages of load balancers."""
        ...

    def fleet(self, cluster: str) -> Fleet:
        """The copies and machines of one cluster."""
        ...

    def autoscaling(self) -> Autoscaling:
        """What changes counts of copies by itself."""
        ...

    def parameters(self) -> Parameters:
        """Documents that Terraform left."""
        ...

    def registry(self) -> Registry:
        """The images."""
        ...

    def alarms(self) -> Alarms:
        """Alarms and figures."""
        ...

    def logs(self) -> Logs:
        """What containers wrote."""
        ...

    def web(self) -> Web:
        """The outside, as users reach it."""
        ...
