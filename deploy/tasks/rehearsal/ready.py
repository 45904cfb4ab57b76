"""Before a release goes to the rehearsal: it is brought up where it is not, as it costs nobody anything."""

from typing import TYPE_CHECKING

from deploy.engine.events import Said

if TYPE_CHECKING:
    from deploy.connectors.rehearsal.port import Rehearsal
    from deploy.engine.events import Screen


def is_ready(rehearsal: "Rehearsal | None", screen: "Screen", system: str, *, only_plan: bool) -> bool:
    """Whether everything can go on; a plan starts nothing, and says what a run would start."""
    if rehearsal is None or rehearsal.answers():
        return True
    line = f"./inv rehearsal.up --app={system}"
    if only_plan:
        screen.show(Said(f"no rehearsal runs on this machine; a run would start it first: {line}"))
        return False
    screen.show(Said(f"no rehearsal runs on this machine, so it is started: {line}"))
    rehearsal.start(system)
    return True
