"""What a service deployment looks like as two sides and a split of traffic; pure.

While ECS bakes, the target is live for good and the source stands warm: the controller can still go back.
"""

from dataclasses import dataclass, replace

from deploy.connectors.ecs.port import GOES_BACK, GOES_ON, Deployment, Revision, Service, Status
from deploy.connectors.elb.port import GroupHealth
from deploy.model.standing import ALL_TRAFFIC, EMPTY, Bake, Health, SideState
from deploy.platforms.ecs_service.configuration import AFTER, BEFORE
from deploy.rollout.ports import Sides, Split

CLEAN_UP = "CLEAN_UP"
CONFIRMED = frozenset({"BAKE_TIME", CLEAN_UP})
SCALE_UP = "SCALE_UP"
ON_THE_WAY = frozenset({"", "RECONCILE_SERVICE", "PRE_SCALE_UP", SCALE_UP, "POST_SCALE_UP"}) | {
    "TEST_TRAFFIC_SHIFT",
    "POST_TEST_TRAFFIC_SHIFT",
    BEFORE,
}
"""Stages of the controller before anybody outside meets the new side."""
_NO_TARGETS = GroupHealth()


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that was looked at: the service, its newest deployment, and the groups behind it."""

    service: Service | None
    deployment: Deployment | None
    groups: tuple[tuple[str, GroupHealth], ...] = ()
    has_door: bool = True
    failed: str = ""
    """The deployment that this very run saw fail; an older failure says nothing about the candidate."""
    story: str = ""
    """Why tasks of the candidate do not stay up; empty as long as they may still."""
    idle: frozenset[str] = frozenset()
    """Groups that were left unasked; see `idle_groups`."""

    def health(self, revision: Revision) -> SideState:
        """How one revision is: all its tasks run, and all its targets answer."""
        if not revision.release:
            return EMPTY
        group = dict(self.groups).get(revision.target_group, _NO_TARGETS)
        if revision.running < max(revision.wanted, 1):
            return SideState(
                revision.release, Health.STARTING, f"{revision.running} of {revision.wanted} tasks run"
            )
        if revision.target_group in self.idle:
            return SideState(revision.release, Health.HEALTHY)
        if self.has_door and group.unhealthy:
            return SideState(revision.release, Health.SICK, group.reason)
        if self.has_door and not group.is_healthy:
            return SideState(revision.release, Health.STARTING, "no target is healthy yet")
        return SideState(revision.release, Health.HEALTHY)


def telling_groups(deployment: Deployment) -> frozenset[str]:
    """Groups of revisions whose tasks all run; the others are known to start, or to be gone."""
    both = (deployment.target, deployment.source)
    seen = [r for r in both if r and r.target_group]
    if deployment.status in GOES_ON | GOES_BACK:
        seen = [r for r in seen if r.running >= max(r.wanted, 1)]
    elif deployment.status is Status.SUCCESSFUL:
        seen = [r for r in seen if r is deployment.target]
    return frozenset(r.target_group for r in seen)


def idle_groups(deployment: Deployment) -> frozenset[str]:
    """Target groups that decide nothing on the way to a pause of ours, before any traffic has moved.

    ECS itself waits until all targets of the new side are healthy; at the pause both sides are asked.
    """
    is_on_its_way = deployment.status in GOES_ON and deployment.hook is None and not deployment.target.share
    if not is_on_its_way or deployment.source is None or deployment.stage not in ON_THE_WAY:
        return frozenset()
    return frozenset({deployment.source.target_group, deployment.target.target_group})


def sides(scene: Scene) -> Sides:
    """Both sides."""
    deployment = scene.deployment
    if deployment is None:
        return Sides()
    source = scene.health(deployment.source) if deployment.source else EMPTY
    if deployment.status is Status.SUCCESSFUL:
        return Sides(live=_settled(scene, deployment.target))
    if deployment.status in GOES_ON:
        target = _candidate(scene, deployment)
        if deployment.stage == CLEAN_UP:
            return Sides(target, _leaving(source))
        return Sides(target, source) if deployment.stage in CONFIRMED else Sides(source, target)
    if deployment.status in GOES_BACK:
        return Sides(source, SideState(deployment.target.release, Health.SICK, _why(scene, deployment)))
    return Sides(_after_failure(scene, deployment), _failed_candidate(scene, deployment))


def split(deployment: Deployment | None, *, has_door: bool = True) -> Split:
    """The division of traffic."""
    if deployment is None:
        return Split()
    trouble = deployment.reason if deployment.status is Status.ROLLBACK_FAILED and deployment.source else ""
    if deployment.status in GOES_BACK:
        return Split(round(deployment.target.share), is_armed=True)
    if deployment.status not in GOES_ON or deployment.stage in CONFIRMED:
        return Split(trouble=trouble, bake=_bake(deployment))
    hook = deployment.hook
    if deployment.stage == AFTER:
        return Split(ALL_TRAFFIC, is_armed=hook is None or hook.goes_back)
    return Split(round(deployment.target.share), is_armed=hook is not None or has_door)


def _bake(deployment: Deployment) -> Bake:
    """How far ECS's own watch has got; a rolling deployment has no stages, and none of it."""
    if deployment.status in GOES_ON:
        return Bake.BAKED if deployment.stage == CLEAN_UP else Bake.BAKING
    is_over = deployment.status is Status.SUCCESSFUL and deployment.stage in CONFIRMED
    return Bake.BAKED if is_over else Bake.NONE


def _candidate(scene: Scene, deployment: Deployment) -> SideState:
    """The target is ready once the controller waits for us, or has given it traffic; before, it starts."""
    if scene.story:
        return SideState(deployment.target.release, Health.SICK, scene.story)
    seen = scene.health(deployment.target)
    if deployment.stage == SCALE_UP and seen.health is Health.SICK:
        return replace(
            seen, health=Health.STARTING
        )  # ECS judges: it waits, or replaces the task and counts it
    waits = deployment.hook is not None and deployment.hook.stage in {BEFORE, AFTER}
    if seen.is_healthy and not (waits or deployment.target.share) and deployment.stage not in CONFIRMED:
        return SideState(seen.release, Health.STARTING, f"ECS is at {deployment.stage}")
    return seen


def _leaving(source: SideState) -> SideState:
    """A side that ECS takes down is no side to go back to: a deployment that cleans up must end first."""
    if not source.release:
        return EMPTY
    return SideState(source.release, Health.SICK, "its time is over and ECS takes it down")


def _settled(scene: Scene, revision: Revision) -> SideState:
    """The one revision of a service that rests; the deployment's own counts may be those of its end."""
    service = scene.service
    if service is None or not service.desired:
        return EMPTY
    now = Revision(
        revision.arn, revision.release, service.desired, service.running, target_group=revision.target_group
    )
    return scene.health(now)


def _after_failure(scene: Scene, deployment: Deployment) -> SideState:
    """After a rollback the source is what rests; a first deployment leaves nothing."""
    return _settled(scene, deployment.source) if deployment.source else EMPTY


def _failed_candidate(scene: Scene, deployment: Deployment) -> SideState:
    if scene.failed != deployment.arn:
        return EMPTY
    return SideState(deployment.target.release, Health.SICK, _why(scene, deployment))


def _why(scene: Scene, deployment: Deployment) -> str:
    """Why ECS went back, and what its tasks said where that is known."""
    reason = deployment.reason or deployment.status.value
    return f"{reason} {scene.story}".strip()
