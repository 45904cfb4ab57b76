"""The face of `status`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import LOOKS, face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(LOOKS)
def status(visit: "Visit") -> "ExitCode":
    """What is live, since when, by whom, and what next."""
    from deploy.engine.events import Said
    from deploy.errors import ExitCode
    from deploy.model.row import first_break
    from deploy.rollout.orders import undo_line
    from deploy.rollout.way_back import begun_beside
    from deploy.tasks.history.plan import break_warning
    from deploy.tasks.status.baking import baking_lines
    from deploy.tasks.status.maintenance import forgotten, maintenance_seen
    from deploy.tasks.status.plan import answer

    world = visit.world("status")
    store, lookout = world.outside.store, world.lookout
    if broken := first_break(store.rows()):
        visit.screen.show(break_warning(broken))
    past = lookout.history()
    title = f"{world.settings.system} {world.settings.environment}"
    if warning := forgotten(past, visit.clock.wall(), world.settings.maintenance.forgotten_seconds):
        visit.screen.show(Said(warning, is_warning=True))
    now = lookout.standing()
    has_undo = past.previous or begun_beside(past, now)
    undo = undo_line(lookout, now, past) if has_undo else "there is no earlier release"
    ending = (
        *baking_lines(now, past, world.settings.bake_seconds),
        *maintenance_seen(lookout.premises, past),
        ("undo", undo),
    )
    visit.screen.show(answer(title, now, past, store.read(), ending))
    return ExitCode.DONE
