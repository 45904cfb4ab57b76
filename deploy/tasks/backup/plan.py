"""The decision of `backup`: one backup under a name."""

from deploy.engine.order import Errand, Order, Thought
from deploy.model.plan import Plan
from deploy.rollout.orders import Lookout, conclude
from deploy.rollout.steps import BackUp
from deploy.rollout.steps.ground import Grounded


def backup_order(lookout: Lookout, name: str, errand: Errand) -> Order[Grounded]:
    """The order that makes one backup; there is nothing to undo."""
    plan: Plan[Grounded] = Plan(f"the database is backed up as {name}", (BackUp(name),))

    def recover(is_stop: bool) -> Plan[Grounded]:  # noqa: FBT001 - the order's signature
        return Plan("a backup that failed leaves nothing to undo", is_resumable=is_stop)

    return Order(errand, lambda: Thought(plan), recover, lambda: conclude(lookout))
