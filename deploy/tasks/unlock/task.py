"""The face of `unlock`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(("env", "app", "json", "reason"), holder="the full id of the holder, as status shows it")
def unlock(visit: "Visit", holder: str = "") -> "ExitCode":
    """Break the lease of a holder, by its full id."""
    from deploy.engine.events import Said
    from deploy.engine.order import Errand
    from deploy.engine.unlock import unlock as break_lock
    from deploy.errors import ExitCode

    world = visit.world("unlock")
    title = f"unlock {world.settings.system} {world.settings.environment}"
    claim = world.desk.claim(Errand("unlock", why=visit.asked.reason, title=title))
    broken = break_lock(world.lease, holder, claim, world.open_journal)
    visit.screen.show(
        Said(f"the lease of {broken.who} on {broken.where} is broken; next: {world.lookout.line('status')}")
    )
    return ExitCode.DONE
