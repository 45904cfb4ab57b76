"""What stands under a system, as deployments see it; Terraform makes it, and so does the rehearsal.

It is kept as one JSON document in a parameter, so that a deploy job needs no Terraform and no state file.
"""

from dataclasses import dataclass


def parameter_name(system: str, environment: str) -> str:
    """The name of the parameter that holds the topology of a system in an environment."""
    return f"/swingbridge/{system}/{environment}/topology"


@dataclass(frozen=True, slots=True)
class Door:
    """The way to one component: two target groups, and the rules of both listeners."""

    load_balancer: str
    production_rule: str
    test_rule: str
    target_group: str
    alternate_target_group: str
    front_url: str
    test_url: str


@dataclass(frozen=True, slots=True)
class Berth:
    """Where one component lies: its repository, its service, and its door where it has traffic."""

    component: str
    repository: str
    service: str
    door: Door | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """Where ECS tasks are put."""

    subnets: tuple[str, ...]
    security_groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles that are handed on; each is an ARN."""

    execution: str
    task: str
    infrastructure: str


@dataclass(frozen=True, slots=True)
class DatabasePlace:
    """The database, and the secret that holds its password."""

    instance: str
    secret: str


@dataclass(frozen=True, slots=True)
class Topology:
    """One system in one environment."""

    system: str
    environment: str
    account: str
    region: str
    cluster: str
    network: Network
    roles: Roles
    berths: tuple[Berth, ...]
    secrets: tuple[tuple[str, str], ...] = ()
    """The ARN of each secret by its name, which settings write without the key."""
    database: DatabasePlace | None = None
    alarms: tuple[str, ...] = ()

    def berth(self, component: str) -> Berth:
        """The berth of one component."""
        return next(b for b in self.berths if b.component == component)
