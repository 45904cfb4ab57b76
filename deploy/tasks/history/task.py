"""The face of `history`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import LOOKS, face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(LOOKS, most="how many runs")
def history(visit: "Visit", most: int = 20) -> "ExitCode":
    """What happened, run by run, the newest first."""
    from deploy.errors import ExitCode
    from deploy.model.history import history_of
    from deploy.model.row import first_break
    from deploy.tasks.history.plan import answer, break_warning

    settings, rows = visit.settings(), visit.store().rows()
    if broken := first_break(rows):
        visit.screen.show(break_warning(broken))
    visit.screen.show(answer(f"{settings.system} {settings.environment}", history_of(rows), most))
    return ExitCode.DONE
