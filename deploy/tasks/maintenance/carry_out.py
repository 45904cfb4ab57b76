"""Runs a drain or a resume, or only shows its plan."""

from collections.abc import Callable

from deploy.bootstrap import World
from deploy.engine.order import Conclusion, Errand, Order, Thought
from deploy.errors import ExitCode
from deploy.model.goal import Verb
from deploy.model.plan import Plan
from deploy.rollout.orders import Lookout, concluded_at_once
from deploy.rollout.steps.ground import Grounded
from deploy.settings.schema import Settings
from deploy.tasks.asked import Asked
from deploy.tasks.maintenance.objections import against_drain
from deploy.tasks.maintenance.plan import Wish, drain_plan, resume_plan

NOTICE = "We are at work here, and will be back soon."
ENDING_SECONDS = 60.0
"""What a copy may take to end after its last request, on top of the time that requests have."""


def drain(world: World, asked: Asked, instances: tuple[str, ...] | None = None) -> ExitCode:
    """Put the page up and drain everything; or drain some instances, with everything in service."""
    lookout, settings = world.lookout, world.settings
    seconds = settings.waits.drain_seconds + ENDING_SECONDS
    wish = Wish(settings.maintenance.notice or NOTICE, seconds, instances)

    def think() -> Thought[Grounded]:
        now, past = lookout.premises(), lookout.history()
        against = () if _is_held_elsewhere(world) else against_drain(now, past, wish)
        return Thought(drain_plan(now, past, wish), against)

    errand = _errand(Verb.DRAIN, settings, asked, ", ".join(instances or ()))
    order = _order(lookout, errand, think, Verb.RESUME_TRAFFIC)
    return world.carry_out(order, only_plan=asked.plan)


def resume(world: World, asked: Asked) -> ExitCode:
    """Bring everything back as the ledger remembers it."""
    lookout = world.lookout
    usual = {component.name: component.scale.count for component in world.settings.components}

    def think() -> Thought[Grounded]:
        return Thought(resume_plan(lookout.premises(), lookout.history(), usual))

    order = _order(lookout, _errand(Verb.RESUME_TRAFFIC, world.settings, asked), think, Verb.DRAIN)
    return world.carry_out(order, only_plan=asked.plan)


def _is_held_elsewhere(world: World) -> bool:
    """Whether somebody is at work: then the lease says by whom, and half of what is seen will change."""
    return not world.lease.is_held and bool(world.outside.store.read().owner)


def _errand(verb: Verb, settings: Settings, asked: Asked, what: str = "") -> Errand:
    title = f"{verb.value} of {settings.system} {settings.environment}" + (f": {what}" if what else "")
    return Errand(verb.value, why=asked.reason, title=title)


def _order(
    lookout: Lookout, errand: Errand, think: Callable[[], Thought[Grounded]], undo: Verb
) -> Order[Grounded]:
    """Both ways are safe to repeat, so a failure is repeated, not undone."""

    def recover(_is_stop: bool) -> Plan[Grounded]:  # noqa: FBT001 - the order's signature
        return Plan("everything stays as it is; the same command goes on from here", is_resumable=True)

    def conclude() -> Conclusion:
        return lookout.ground.waiter.believed(lambda: _concluded(lookout, undo), lambda seen: seen.is_sound)

    return Order(errand, think, recover, conclude)


def _concluded(lookout: Lookout, undo: Verb) -> Conclusion:
    """Behind a page nobody misses the copies; without one the usual look has to be content."""
    on, now, next_line = lookout.history().maintenance, lookout.premises(), lookout.line(undo.value)
    if now.is_shut and (now.is_closed or (on and on.has_page)):
        text = (
            "the maintenance page is up" if now.is_closed else "maintenance is on; there is no door to close"
        )
        return Conclusion(is_sound=True, text=text, next_line=next_line)
    seen = concluded_at_once(lookout)
    return Conclusion(seen.is_sound, f"{seen.text}; no maintenance page is up", next_line)
