"""The decision of `maintenance-drain` and `maintenance-resume`; pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from deploy.model.history import History
from deploy.model.maintenance import ALL_OF_IT, Capacity, Instance, Maintenance, Premises, Upkeep
from deploy.model.plan import Plan, Step
from deploy.rollout.steps.capacity import ActivateInstances, DrainInstances, Resize, SetAutoscaling
from deploy.rollout.steps.ground import Grounded
from deploy.rollout.steps.maintenance import AnswerAgain, Close, Drain, NoteMaintenance, Open

Steps = tuple[Step[Grounded], ...]
_NOTHING = Capacity()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants drained: everything behind the page, or some instances without one."""

    notice: str
    seconds: float
    """How long what is at work may take to end."""
    instances: tuple[str, ...] | None = None


def drain_plan(now: Premises, past: History, wish: Wish) -> Plan[Grounded]:
    """What is not so yet of the maintenance that is wanted, from wherever the last run left off."""
    if wish.instances is None:
        return _behind_the_page(now, past, wish)
    return _without_these(now, past, wish.instances, wish.seconds)


def _behind_the_page(now: Premises, past: History, wish: Wish) -> Plan[Grounded]:
    on = past.maintenance
    noted: Steps = () if on and on.has_page else (NoteMaintenance(_begun(now, has_page=True)),)
    closed = tuple(Close(one.name, wish.notice) for one in now.upkeeps if one.has_door and not one.notice)
    doors_first = sorted(now.upkeeps, key=lambda one: not one.has_door)
    drained = tuple(Drain(one.name, wish.seconds) for one in doors_first)
    reason = _already(on) or "the maintenance page goes up, and nothing is left at work"
    return Plan(reason, (*noted, *_resting(now), *closed, *drained))


def _without_these(now: Premises, past: History, names: tuple[str, ...], seconds: float) -> Plan[Grounded]:
    on = past.maintenance
    is_known = on is not None and set(names) <= set(on.instances)
    begun = _begun(now, instances=names)
    noted: Steps = () if is_known else (NoteMaintenance(begun),)
    former = dict((on.widened(begun) if on else begun).former)
    raised = tuple(step for one in now.upkeeps for step in _raised(one, former, _copies(now, one, names)))
    text = f"{', '.join(names)} gets empty; its copies get a place elsewhere first"
    reason = (_already(on) if is_known else "") or text
    return Plan(reason, (*noted, *_resting(now), *raised, DrainInstances(names, seconds)))


def _already(on: Maintenance | None) -> str:
    return f"maintenance is on already, since {on.since} by {on.who}; looked at again" if on else ""


def _begun(now: Premises, *, has_page: bool = False, instances: tuple[str, ...] = ()) -> Maintenance:
    former = tuple((one.name, one.capacity) for one in now.upkeeps if one.capacity)
    return Maintenance(has_page=has_page, instances=instances, former=former)


def _resting(now: Premises) -> Steps:
    """Autoscaling rests first: it would take away what nobody uses, or bring back what is to go."""
    return tuple(
        SetAutoscaling(one.name, ALL_OF_IT)
        for one in now.upkeeps
        if one.capacity and one.capacity.scales and one.capacity.suspended != ALL_OF_IT
    )


def _copies(now: Premises, upkeep: Upkeep, names: tuple[str, ...]) -> int:
    leaving = [one for one in now.instances or () if one.name in names]
    return sum(dict(one.copies).get(upkeep.name, 0) for one in leaving)


def _raised(upkeep: Upkeep, former: Mapping[str, Capacity], leaving: int) -> Steps:
    """As many more as will leave, and never more than twice what there was: a new one may land there too."""
    before = former.get(upkeep.name, _NOTHING).copies
    wanted = before + min(leaving, before)
    if upkeep.capacity is None or not leaving or upkeep.capacity.copies >= wanted:
        return ()
    return (Resize(upkeep.name, wanted),)


def resume_plan(now: Premises, past: History, usual: Mapping[str, int]) -> Plan[Grounded]:
    """Everything back to what the ledger remembers; where it remembers nothing, to the usual counts."""
    on = past.maintenance
    if on is None and not now.is_closed:
        return Plan("no maintenance is on; there is nothing to bring back")
    activated: Steps = (ActivateInstances(on.instances),) if on and on.instances else ()
    former = dict(on.former) if on else {}
    sized = tuple(step for one in now.upkeeps for step in _sized(one, former, usual))
    opened = tuple(Open(one.name) for one in now.upkeeps if one.notice)
    acting = tuple(step for one in now.upkeeps for step in _acting(one, former))
    noted: Steps = (NoteMaintenance(None),) if on else ()
    live = past.release(past.live or "")
    answers = tuple(AnswerAgain(one.name, live) for one in now.upkeeps if one.has_door and live)
    steps = (*activated, *sized, *opened, *acting, *noted, *answers)
    return Plan("everything comes back as it was", steps)


def _sized(upkeep: Upkeep, former: Mapping[str, Capacity], usual: Mapping[str, int]) -> Steps:
    now = upkeep.capacity
    if now is None:
        return ()
    known = former.get(upkeep.name)
    wanted = known.copies if known else now.copies or usual.get(upkeep.name, 1)
    return () if now.copies == wanted and now.ready >= wanted else (Resize(upkeep.name, wanted),)


def _acting(upkeep: Upkeep, former: Mapping[str, Capacity]) -> Steps:
    known, now = former.get(upkeep.name), upkeep.capacity
    if known is None or now is None or not now.scales or now.suspended == known.suspended:
        return ()
    return (SetAutoscaling(upkeep.name, known.suspended),)


def left_to_serve(instances: tuple[Instance, ...], leaving: tuple[str, ...]) -> list[str]:
    """The instances that still take copies when these have left."""
    return [one.name for one in instances if not one.is_draining and one.name not in leaving]
