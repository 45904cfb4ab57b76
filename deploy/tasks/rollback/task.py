"""The face of `rollback`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import ACTS, face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(
    ACTS,
    to="release to go back to; the default is the newest proved one that fits",
    mark_bad="never go back to the release that is left; needs --reason",
    no_wait_bake="return once it is confirmed; status tells how the bake ends",
)
def rollback(
    visit: "Visit", to: str = "", *, mark_bad: bool = False, no_wait_bake: bool = False
) -> "ExitCode":
    """Go back to the newest proved release, by digest."""
    from dataclasses import replace

    from deploy.model.names import Grammar
    from deploy.rollout.way_back import leaving
    from deploy.tasks.asked import checked_name, reason_missing
    from deploy.tasks.deploy.carry_out import carry_out
    from deploy.tasks.rollback.plan import goal_for, target

    if mark_bad and not visit.asked.reason:
        raise reason_missing("--mark-bad")
    wanted = checked_name(Grammar.RELEASE, to, "--to") if to else ""
    world = visit.world("rollback")
    now, past = world.lookout.standing(), world.lookout.history()
    release = target(past, now, wanted)
    left = leaving(past, now, release) if mark_bad else ""
    goal = goal_for(release, world.settings, visit.asked, left)
    return carry_out(world, replace(goal, waits_for_bake=not no_wait_bake), visit.asked)
