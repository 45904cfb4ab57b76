"""Runs a rollout, or only shows its plan; deploys, rollbacks and resumed runs all come through here."""

from deploy.bootstrap import World
from deploy.errors import ExitCode
from deploy.model.goal import Goal
from deploy.rollout.orders import rollout_order
from deploy.tasks.asked import Asked
from deploy.tasks.deploy.plan import errand_for


def carry_out(world: World, goal: Goal, asked: Asked) -> ExitCode:
    """Make the goal's release live, over what is live now."""
    base = world.lookout.history().live or ""
    order = rollout_order(world.lookout, goal, errand_for(goal, world.settings, asked, base))
    return world.carry_out(order, only_plan=asked.plan)
