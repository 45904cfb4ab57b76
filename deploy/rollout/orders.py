"""A rollout as an order: what looking, planning, going back and concluding mean for it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from deploy.engine.order import Conclusion, Errand, Order, Thought
from deploy.model.goal import Goal, Verb
from deploy.model.history import History
from deploy.model.maintenance import Premises
from deploy.model.plan import Plan
from deploy.model.standing import Health, Standing
from deploy.rollout.findings import Beginning, Findings
from deploy.rollout.noticed import taken_back
from deploy.rollout.objections import against, not_overridden
from deploy.rollout.planner import plan_rollout
from deploy.rollout.ports import Ground
from deploy.rollout.recovery import plan_recovery, plan_stop
from deploy.rollout.steps import Prepare
from deploy.rollout.steps.ground import Grounded, OnComponent
from deploy.rollout.way_back import begun_beside


@dataclass(frozen=True)
class Lookout:
    """Where the standing and the history are seen from."""

    ground: Ground
    history: Callable[[], History]
    command_tail: str = ""
    """The options that name system and environment, for lines that a person can type."""

    def standing(self) -> Standing:
        """What is observed now, of every component and of the database; asked again where nobody answers."""
        return self.ground.waiter.seen(self._standing)

    def _standing(self) -> Standing:
        database = self.ground.database
        components = tuple(place.look(name) for name, place in self.ground.places.items())
        if database is None:
            return Standing(components)
        return Standing(components, schema=database.look(), migration_runs=database.migration_runs())

    def premises(self) -> Premises:
        """What a maintenance changes, as observed now; asked again where nobody answers."""
        return self.ground.waiter.seen(self._premises)

    def _premises(self) -> Premises:
        instances = self.ground.instances
        upkeeps = tuple(place.upkeep(name) for name, place in self.ground.places.items())
        return Premises(upkeeps, instances.look() if instances else None)

    def line(self, verb: str) -> str:
        """A command line for this system and environment."""
        return f"inv {verb} {self.command_tail}".rstrip()


def rollout_order(lookout: Lookout, goal: Goal, errand: Errand) -> Order[Grounded]:
    """The order that makes the goal's release live, over the base that is live as it is given."""
    based = goal if goal.base is not None else replace(goal, base=lookout.history().live or "")

    def think() -> Thought[Grounded]:
        now, past = lookout.standing(), lookout.history()
        plan = plan_rollout(now, based, past)
        found = lookout.ground.waiter.seen(lambda: findings(lookout.ground, plan, based, past))
        objections = (*against(now, based, past), *not_overridden(found.objections, based))
        news = tuple(filter(None, [taken_back(now, past)]))
        return Thought(plan, objections, (*found.remarks, *news), news)

    def recover(is_stop: bool) -> Plan[Grounded]:  # noqa: FBT001 - the order's signature
        planned = plan_stop if is_stop else plan_recovery
        return planned(lookout.standing(), based, lookout.history())

    return Order(errand, think, recover, lambda: conclude(lookout))


def findings(ground: Ground, plan: Plan[Grounded], goal: Goal, past: History) -> Findings:
    """What the platform tells of every component that the plan would change.

    While a maintenance is on it would tell of the maintenance only: that no copies are there.
    """
    if past.maintenance:
        return Findings()
    touched = dict.fromkeys(s.component for s in plan.steps if isinstance(s, OnComponent))
    started = {s.component for s in plan.steps if isinstance(s, Prepare)}
    found = [ground.places[name].preflight(Beginning(goal, past, name in started)) for name in touched]
    objections = [one for each in found for one in each.objections]
    remarks = tuple(remark for each in found for remark in each.remarks)
    return Findings(tuple({o.what: o for o in objections}.values()), remarks)


def conclude(lookout: Lookout) -> Conclusion:
    """Whether healthy live sides have all the traffic, and which release that is; a look may be late."""
    return lookout.ground.waiter.believed(lambda: concluded_at_once(lookout), lambda seen: seen.is_sound)


def concluded_at_once(lookout: Lookout) -> Conclusion:
    """The same by one look."""
    now, past = lookout.standing(), lookout.history()
    names = sorted({c.live.release or "nothing" for c in now.components})
    unwell = [
        f"{c.name} is {c.live.health.value}" for c in now.components if not _is_sound(now, c.name, past)
    ]
    moved = [
        f"{c.candidate_share} % of {c.name} is on the candidate" for c in now.components if c.candidate_share
    ]
    if wrong := (*unwell, *moved):
        return Conclusion(is_sound=False, text="; ".join(wrong), next_line=lookout.line("status"))
    live = " and ".join(names)
    mixed = "" if len(names) == 1 else ", which is not one release"
    undo, look = undo_line(lookout, now, past), lookout.line("status")
    return Conclusion(len(names) == 1, f"{live} is live{mixed}", undo, failed_line=look)


def _is_sound(now: Standing, component: str, past: History) -> bool:
    live = now.component(component).live
    return live.is_healthy or (live.health is Health.ABSENT and past.live is None)


def undo_line(lookout: Lookout, now: Standing, past: History) -> str:
    """The line that undoes the last change; after a rollback it has to name where it goes."""
    if begun_beside(past, now):
        return lookout.line("rollback")
    if not past.previous:
        return lookout.line("status")
    is_back = past.tenures[-1].verb == Verb.ROLLBACK
    return lookout.line(f"rollback --to={past.previous}" if is_back else "rollback")
