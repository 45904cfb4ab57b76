"""The face of `doctor`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import BARE, face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(BARE)
def doctor(visit: "Visit") -> "ExitCode":
    """What this machine has, and what it lacks."""
    from deploy.engine.events import Facts
    from deploy.errors import ExitCode
    from deploy.tasks.doctor.look import findings

    found = findings(visit.processes())
    visit.screen.show(Facts("tools", ("tool", "found", ""), tuple(f.line() for f in found)))
    is_lacking = any(f.tool.is_required and not f.is_good for f in found)
    return ExitCode.TOOL_MISSING if is_lacking else ExitCode.DONE
