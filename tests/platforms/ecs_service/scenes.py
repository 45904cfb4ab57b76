"""Service deployments as ECS tells them, made short."""

from deploy.connectors.ecs.port import Deployment, Hook, Revision, Service, Status
from deploy.connectors.elb.port import GroupHealth
from deploy.platforms.ecs_service.sight import Scene

OLD = Revision("rev/1", "v1", wanted=2, running=2, share=100.0, target_group="blue")
NEW = Revision("rev/2", "v2", wanted=2, running=2, share=0.0, target_group="green")
WELL = (("blue", GroupHealth(healthy=2)), ("green", GroupHealth(healthy=2)))
SERVICE = Service("web", desired=2, running=2, release="v1")


def deployment(status: Status, stage: str = "", *, waits: bool = False, target: Revision = NEW) -> Deployment:
    """A deployment from v1 to v2."""
    hook = Hook("hook-1", stage) if waits else None
    return Deployment("dep/2", status, stage, "because", target, OLD, hook)


def scene(
    seen: Deployment | None, *, failed: str = "", groups: tuple[tuple[str, GroupHealth], ...] = WELL
) -> Scene:
    """The scene around a deployment."""
    return Scene(SERVICE, seen, groups, has_door=True, failed=failed)
