"""The face of `doctor`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import LOOKS, face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(LOOKS)
def doctor(visit: "Visit") -> "ExitCode":
    """What this machine has and lacks; with --env, what a deploy there would be refused for."""
    from deploy.engine.events import Facts, Problem
    from deploy.errors import ExitCode
    from deploy.tasks.doctor.access import access, against_a_deploy
    from deploy.tasks.doctor.look import findings

    found = findings(visit.processes)
    visit.screen.show(Facts("tools", ("tool", "found", ""), tuple(f.line() for f in found)))
    is_lacking = any(f.tool.is_required and not f.is_good for f in found)
    refusals = against_a_deploy(visit.gatehouse) if visit.asked.env else ()
    if visit.asked.env:
        visit.screen.show(
            Facts(f"access to {visit.system} {visit.asked.env}", ("", ""), access(visit.gatehouse))
        )
    for one in refusals:
        visit.screen.show(Problem(one.reference, one.what, one.why, one.do, ExitCode.REFUSED))
    if is_lacking:
        return ExitCode.TOOL_MISSING
    return ExitCode.REFUSED if refusals else ExitCode.DONE
