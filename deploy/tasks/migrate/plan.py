"""The decision of `migrate`: expand the schema to a release's, over a backup, unless it is there."""

from deploy.engine.order import Errand, Order, Thought
from deploy.model.goal import Goal
from deploy.model.plan import Plan
from deploy.rollout.objections import against_migration
from deploy.rollout.orders import Lookout, conclude
from deploy.rollout.planner import database_steps
from deploy.rollout.steps.ground import Grounded


def migration_order(lookout: Lookout, goal: Goal, errand: Errand) -> Order[Grounded]:
    """The order that brings the database to the release's schema; there is no way down, only forward."""

    def think() -> Thought[Grounded]:
        now, past = lookout.standing(), lookout.history()
        steps = database_steps(now, goal, past)
        revision = goal.release.schema.revision
        reason = f"the database goes to {revision}" if steps else f"the database has {revision} already"
        return Thought(Plan(reason, steps), against_migration(now, goal, past))

    def recover(is_stop: bool) -> Plan[Grounded]:  # noqa: FBT001 - the order's signature
        return Plan("a migration is never undone; the live release can live with it", is_resumable=is_stop)

    return Order(errand, think, recover, lambda: conclude(lookout))
