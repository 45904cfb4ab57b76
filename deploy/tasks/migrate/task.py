"""The face of `migrate`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import ACTS, face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(ACTS, release="release whose schema the database is brought to")
def migrate(visit: "Visit", release: str = "") -> "ExitCode":
    """Back up, then expand the schema to a release's."""
    from dataclasses import replace

    from deploy.model.goal import Verb
    from deploy.tasks.deploy.plan import errand_for, goal_for
    from deploy.tasks.migrate.plan import migration_order
    from deploy.tasks.release_choice import chosen_release

    world = visit.world("migrate")
    past = world.lookout.history()
    goal = goal_for(Verb.DEPLOY, chosen_release(world, past, release), world.settings, visit.asked)
    errand = replace(errand_for(goal, world.settings, visit.asked, past.live or ""), verb="migrate")
    order = migration_order(world.lookout, goal, errand)
    return world.carry_out(order, only_plan=visit.asked.plan)
