"""The face of `resume`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import ACTS, face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(ACTS)
def resume(visit: "Visit") -> "ExitCode":
    """Go on with a run that was cut off or stopped."""
    from deploy.engine.events import Said
    from deploy.errors import ExitCode
    from deploy.tasks.deploy.carry_out import carry_out
    from deploy.tasks.resume.plan import goal_for, run_to_resume

    world = visit.world("resume")
    past = world.lookout.history()
    run = run_to_resume(past)
    if run is None:
        visit.screen.show(Said("nothing to resume: the newest run came to its end"))
        return ExitCode.DONE
    return carry_out(world, goal_for(run, past, world, visit.asked), visit.asked)
