"""The faces of `deploy` and `deploy-bluegreen`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import ACTS, face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.model.goal import Verb
    from deploy.tasks.visit import Visit

_RELEASE = "name of the release"
_BAKE = "return once it is confirmed; status tells how the bake ends"


@face(ACTS, release=_RELEASE, no_wait_bake=_BAKE)
def deploy(visit: "Visit", release: str = "", *, no_wait_bake: bool = False) -> "ExitCode":
    """The whole way of a release to live, until proved."""
    from deploy.model.goal import Verb

    return _roll_out(visit, Verb.DEPLOY, release, waits_for_bake=not no_wait_bake)


@face(ACTS, release=_RELEASE, no_wait_bake=_BAKE)
def deploy_bluegreen(visit: "Visit", release: str = "", *, no_wait_bake: bool = False) -> "ExitCode":
    """Only the rollout of a release that is pushed."""
    from deploy.model.goal import Verb

    return _roll_out(visit, Verb.DEPLOY_BLUEGREEN, release, waits_for_bake=not no_wait_bake)


def _roll_out(visit: "Visit", verb: "Verb", release: str, *, waits_for_bake: bool) -> "ExitCode":
    from dataclasses import replace

    from deploy.errors import ExitCode
    from deploy.model.goal import Verb
    from deploy.settings.platform import PlatformKind
    from deploy.tasks.deploy.approvals import with_approvals
    from deploy.tasks.deploy.carry_out import carry_out
    from deploy.tasks.deploy.making import is_known, make
    from deploy.tasks.deploy.plan import goal_for
    from deploy.tasks.deploy.standing_images import refuse_other_images
    from deploy.tasks.rehearsal.ready import is_ready
    from deploy.tasks.release_choice import chosen_release

    if not is_ready(visit.rehearsal(), visit.screen, visit.system, only_plan=visit.asked.plan):
        return ExitCode.DONE
    world = visit.world(verb.value)
    if verb is Verb.DEPLOY and not is_known(world, release):
        code = make(visit, release)
        if code is not ExitCode.DONE or visit.asked.plan:
            return code
    chosen = chosen_release(world, world.lookout.history(), release)
    if world.settings.platform.kind is not PlatformKind.MEMORY:  # it has a catalogue, and no registry
        refuse_other_images(world, chosen)
    goal = with_approvals(goal_for(verb, chosen, world.settings, visit.asked), world)
    return carry_out(world, replace(goal, waits_for_bake=waits_for_bake), visit.asked)
