"""The first half of the whole way: a release that nobody knows yet is built, scanned and pushed."""

from collections.abc import Callable

from deploy.bootstrap import World
from deploy.engine.events import Said
from deploy.errors import ExitCode
from deploy.tasks.build.carry_out import build_release
from deploy.tasks.push.carry_out import push_release
from deploy.tasks.release_choice import known_release, release_name
from deploy.tasks.scan.carry_out import scan_release
from deploy.tasks.scan.policy import policy_of
from deploy.tasks.visit import Visit

HalfWay = Callable[[Visit, str], ExitCode]
_PLANNED_LATER = "the rollout is planned when its digests are known; this was the plan of how they come about"


def is_known(world: World, release: str) -> bool:
    """Whether there is anything to make."""
    name = release_name(world.settings, world.outside, release)
    return known_release(world, world.lookout.history(), name) is not None


def make(visit: Visit, release: str) -> ExitCode:
    """Build, scan, push; the first that does not end well ends the way."""
    for half_way in (build_release, scan_release, push_release, *_again(visit)):
        code = half_way(visit, release)
        if code is not ExitCode.DONE:
            return code
        if visit.asked.plan:
            visit.screen.show(Said(_PLANNED_LATER))
            return code
    return ExitCode.DONE


def _again(visit: Visit) -> tuple[HalfWay, ...]:
    """Some tools can look only at what is pushed: then it is scanned once more, and the verdict recorded."""
    return (scan_release, push_release) if policy_of(visit.settings()).pushed else ()
