"""The face of `backup`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import ACTS, face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(ACTS, name="name of the backup; the default is the time")
def backup(visit: "Visit", name: str = "") -> "ExitCode":
    """Back up the database; a backup counts when proved."""
    from deploy.engine.order import Errand
    from deploy.model.names import Grammar
    from deploy.tasks.asked import checked_name
    from deploy.tasks.backup.plan import backup_order

    world = visit.world("backup")
    chosen = name or visit.clock.wall().strftime("%Y%m%d-%H%M%S")
    checked_name(Grammar.RELEASE, chosen, "--name")
    title = f"back up {world.settings.system} {world.settings.environment} as {chosen}"
    order = backup_order(world.lookout, chosen, Errand("backup", why=visit.asked.reason, title=title))
    return world.carry_out(order, only_plan=visit.asked.plan)
