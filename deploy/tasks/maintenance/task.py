"""The faces of `maintenance-drain` and `maintenance-resume`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import ACTS, face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(ACTS)
def maintenance_drain(visit: "Visit") -> "ExitCode":
    """Put the maintenance page up and drain."""
    return _change_door(visit, "maintenance-drain")


@face(ACTS)
def maintenance_resume(visit: "Visit") -> "ExitCode":
    """Take the maintenance page down again."""
    return _change_door(visit, "maintenance-resume")


def _change_door(visit: "Visit", verb: str) -> "ExitCode":
    from deploy.engine.order import Errand
    from deploy.tasks.maintenance.plan import drain_plan, maintenance_order, resume_plan

    world = visit.world(verb)
    doors = tuple(m.component for m in world.settings.manners() if m.has_traffic)
    is_drain = verb == "maintenance-drain"
    plan = drain_plan(doors) if is_drain else resume_plan(doors)
    title = f"{verb} of {world.settings.system} {world.settings.environment}"
    errand = Errand(verb, why=visit.asked.reason, title=title)
    undo = "maintenance-resume" if is_drain else "maintenance-drain"
    order = maintenance_order(world.lookout, plan, errand, undo)
    return world.carry_out(order, only_plan=visit.asked.plan)
