"""The decision of `maintenance-drain` and `maintenance-resume`."""

from deploy.engine.order import Conclusion, Errand, Order, Thought
from deploy.model.plan import Plan, Step
from deploy.model.row import Kind
from deploy.rollout.orders import Lookout, conclude
from deploy.rollout.steps.ground import Grounded
from deploy.rollout.steps.maintenance import Close, Drain, NoteDoor, Open

NOTICE = "Back soon: maintenance."


def drain_plan(components: tuple[str, ...]) -> Plan[Grounded]:
    """All pages up, then the live sides drained."""
    closed: list[Step[Grounded]] = [Close(name, NOTICE) for name in components]
    drained: list[Step[Grounded]] = [Drain(name) for name in components]
    return Plan("the maintenance page goes up", (*closed, NoteDoor(Kind.CLOSED), *drained))


def resume_plan(components: tuple[str, ...]) -> Plan[Grounded]:
    """All pages down."""
    opened: list[Step[Grounded]] = [Open(name) for name in components]
    return Plan("the maintenance page goes down", (*opened, NoteDoor(Kind.OPENED)))


def maintenance_order(lookout: Lookout, plan: Plan[Grounded], errand: Errand, undo: str) -> Order[Grounded]:
    """The order that changes the door; both ways are safe to repeat, so a failure is repeated, not undone."""

    def recover(_is_stop: bool) -> Plan[Grounded]:  # noqa: FBT001 - the order's signature
        return Plan("the door stays as it is; the same command goes on from here", is_resumable=True)

    def concluded() -> Conclusion:
        seen = conclude(lookout)
        door = "the maintenance page is up" if lookout.standing().is_closed else "the door is open"
        return Conclusion(seen.is_sound, f"{seen.text}; {door}", lookout.line(undo))

    return Order(errand, lambda: Thought(plan), recover, concluded)
