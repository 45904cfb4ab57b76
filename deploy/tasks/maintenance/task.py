"""The faces of `maintenance-drain` and `maintenance-resume`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import ACTS, face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(ACTS, instances="only these container instances, with everything in service; commas between names")
def maintenance_drain(visit: "Visit", instances: str = "") -> "ExitCode":
    """Put the maintenance page up and drain."""
    from deploy.tasks.maintenance.carry_out import drain

    named = tuple(dict.fromkeys(part.strip() for part in instances.split(",") if part.strip()))
    return drain(visit.world("maintenance-drain"), visit.asked, named if instances else None)


@face(ACTS)
def maintenance_resume(visit: "Visit") -> "ExitCode":
    """Take the maintenance page down again."""
    from deploy.tasks.maintenance.carry_out import resume

    return resume(visit.world("maintenance-resume"), visit.asked)
