"""Reasons of ECS not to begin, each with what to do; pure."""

from collections.abc import Iterable

from deploy.connectors.alarms.port import Alarm
from deploy.connectors.ecs.port import Deployment, Room
from deploy.model.plan import Objection
from deploy.model.release import Artifact
from deploy.settings.component import EcsTask


def under_way(component: str, deployment: Deployment) -> Objection:
    """Somebody else's deployment goes on; it is never stopped for ours."""
    release, stage = (
        deployment.target.release or "an untagged task definition",
        deployment.stage or "its start",
    )
    return Objection(
        "deployment-under-way",
        what=f"{component}: somebody else's deployment of {release} goes on, at {stage}",
        why=f"no run in the ledger left {deployment.arn.rpartition('/')[2]}; starting another would undo it",
        do="wait until it has ended: add --wait=900, or ask who started it",
        is_locked=True,
    )


def baking(component: str, release: str) -> Objection:
    """ECS keeps the side before warm; a new deployment in that time would take it away."""
    return Objection(
        "release-baking",
        what=f"{component}: {release} is confirmed, and ECS bakes it",
        why="while it bakes ECS can still go back by itself; another deployment would end that",
        do="add --wait=900, or inv rollback where it is bad",
        is_locked=True,
    )


def service_gone(service: str, live: str, *, is_inactive: bool) -> Objection:
    """The ledger says that something is live, and the service is not there."""
    how = "was deleted and is inactive" if is_inactive else "does not exist"
    return Objection(
        "service-missing",
        what=f"the service {service} {how}, and the ledger says that {live} is live",
        why="a first deployment has nothing to go back to; it is never begun by accident",
        do="check account and cluster; deleted on purpose: --override=service-missing --reason='...'",
    )


def scaled_to_zero(service: str) -> Objection:
    """Nothing runs, and nobody said so in the settings."""
    return Objection(
        "service-scaled-to-zero",
        what=f"the service {service} wants no tasks",
        why="a deployment keeps the count, and a release without tasks proves nothing",
        do="scale it up, or take the count of the settings: --override=service-scaled-to-zero --reason='...'",
    )


def endless_pause(service: str, stages: tuple[str, ...]) -> Objection:
    """A pause that nobody ends would hold a deployment for a day."""
    return Objection(
        "hook-without-timeout",
        what=f"the service {service} pauses at {', '.join(stages)} with no way back of its own",
        why="without timeoutConfiguration and action ROLLBACK a deployment hangs there if its deployer dies",
        do="in Terraform, give the hook a timeout with action ROLLBACK, or take it away",
    )


def rule_without_groups(rule: str, missing: Iterable[str], is_there: bool) -> Objection:  # noqa: FBT001 - one fact of two
    """ECS rolls back at its first shift where a rule does not hold both target groups."""
    names = ", ".join(sorted(group.rpartition("targetgroup/")[2] or group for group in missing))
    what = f"does not forward to {names}" if is_there else "does not exist"
    return Objection(
        "rule-without-both-groups",
        what=f"the listener rule {rule.rpartition('/')[2]} {what}",
        why="ECS moves weights between two target groups; both hang on both rules, with 100 and 0",
        do="inv infra.apply puts the rules right",
    )


def alarm(seen: Alarm) -> Objection:
    """ECS leaves an alarm out of a deployment that began while it was red."""
    return Objection(
        "alarm-not-green",
        what=f"the alarm {seen.name} says {seen.color.value}" + (f": {seen.reason}" if seen.reason else ""),
        why="what is red or blind before the change cannot tell whether the change is bad",
        do="wait until it is green; where this release is the fix: --override=alarm-not-green --reason='...'",
    )


def image_gone(artifact: Artifact, release: str, there: str | None, other: str) -> Objection:
    """What the ledger recorded has to be what ECS will pull."""
    found = f"the tag is {there} now" if there else "nothing is there under that tag"
    return Objection(
        "release-image-gone",
        what=f"{artifact.image}:{release} is not what was recorded: {found}",
        why=f"{release} was recorded as {artifact.digest}; an image that is gone cannot start",
        do=_way_on(other, f"inv push --release={release}, where the image is still on this machine"),
    )


def definition_gone(component: str, release: str, other: str) -> Objection:
    """Settings have changed, so what ran then cannot be told any more."""
    return Objection(
        "release-definition-gone",
        what=f"the task definition of {component} {release} is gone",
        why="the settings have changed since, so registering it anew would not be what ran then",
        do=_way_on(other, "put the settings back as they were, then the same command"),
    )


def _way_on(other: str, else_: str) -> str:
    return f"inv rollback --to={other}, the next older proved release" if other else else_


def no_room(component: str, count: int, task: EcsTask, room: Room) -> Objection:
    """Both sides stand beside each other for a while."""
    wanted = f"{count * task.cpu_units} CPU units and {count * task.memory_mib} MiB"
    left = f"{room.cpu_units} and {room.memory_mib}"
    return Objection(
        "no-room-for-candidate",
        what=f"{component} needs {wanted} for {count} tasks more; {room.instances} machines have {left} left",
        why="the candidate stands beside what serves until it is proved",
        do="add a container instance to the cluster, then the same command again",
    )
