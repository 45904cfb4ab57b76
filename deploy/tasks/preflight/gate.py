"""The gate that every run passes before it looks at anything: all objections at once, or a remark."""

from collections.abc import Callable
from datetime import datetime

from deploy.bootstrap import Gatehouse
from deploy.connectors.identity.port import Caller, NotSignedIn, Untold
from deploy.engine.events import Problem, Said, Screen
from deploy.errors import ExitCode, Refused, Stopped
from deploy.model.plan import Objection
from deploy.tasks.preflight.checkout import against_checkout
from deploy.tasks.preflight.hours import against_hour, against_missing_approval
from deploy.tasks.preflight.length import length_of
from deploy.tasks.preflight.rights import rights_for
from deploy.tasks.preflight.sign_in import against_life, against_missing, against_place, against_rights
from deploy.tasks.preflight.verbs import BRINGS_NEWS, NEEDS_NO_KEYS, ONLY_LOOKS, ROLLS_OUT

_MAY_BE_KNOWN_BETTER = frozenset(
    {"approval-missing", "credentials-too-short", "outside-window", "region-differs", "right-missing"}
)
_NOT_IN_PRODUCTION = frozenset({"commit-not-on-branch", "commit-not-pushed", "tree-not-clean"})
STOP_SECONDS = 120.0
"""So long before its keys end a run stops at a safe point, while it can still take the traffic back."""


def objections(house: Gatehouse, verb: str) -> tuple[Objection, ...]:
    """Everything that speaks against a run of that verb, before anything is looked at."""
    keys, approvals = _against_keys(house, verb), house.settings.approvals
    if verb not in BRINGS_NEWS:
        return keys
    asked = (
        against_hour(approvals, house.clock.wall()),
        against_missing_approval(approvals, house.approval, house.settings.environment),
    )
    return (*keys, *against_checkout(house.source, approvals), *(found for found in asked if found))


def left_after(
    found: tuple[Objection, ...], overrides: frozenset[str], *, is_production: bool
) -> tuple[Objection, ...]:
    """What remains of the objections when those are set aside that may be, here."""
    can_be = _MAY_BE_KNOWN_BETTER if is_production else _MAY_BE_KNOWN_BETTER | _NOT_IN_PRODUCTION
    return tuple(o for o in found if o.reference not in overrides & can_be)


def against_source(house: Gatehouse, overrides: frozenset[str]) -> tuple[Objection, ...]:
    """What speaks against the checkout alone, less what was set aside."""
    found = against_checkout(house.source, house.settings.approvals)
    return left_after(found, overrides, is_production=house.settings.is_production)


def pass_gate(house: Gatehouse, verb: str, overrides: frozenset[str], screen: Screen) -> None:
    """Refuse with all that is left, the first of it as the error; else tell who acts."""
    found = objections(house, verb)
    left = left_after(found, overrides, is_production=house.settings.is_production)
    if left:
        first, *others = left
        for other in others:
            screen.show(Problem(other.reference, other.what, other.why, other.do, ExitCode.REFUSED))
        raise Refused(first.reference, what=first.what, why=first.why, do=first.do)
    for objection in found:
        screen.show(Said(f"set aside: {objection.reference}: {objection.what}", is_warning=True))
    if verb not in ONLY_LOOKS | NEEDS_NO_KEYS and isinstance(house.caller, Caller):
        screen.show(Said(remark(house.caller, house.clock.wall())))


def remark(caller: Caller, now: datetime) -> str:
    """Who acts, and for how long."""
    return f"acting as {caller.arn}, with keys from {caller.source}: {life_of(caller, now)}"


def life_of(caller: Caller, now: datetime) -> str:
    """How long the keys live."""
    if caller.renews:
        return "they renew themselves"
    if caller.expires is None:
        return "they do not tell when they end"
    return f"they end in {(caller.expires - now).total_seconds() / 60:.0f} min"


def end_of_keys(house: Gatehouse, verb: str) -> Callable[[], None]:
    """Raises shortly before the keys end; called at every safe point."""
    caller, clock = None if verb in NEEDS_NO_KEYS else house.caller, house.clock
    if not isinstance(caller, Caller) or caller.renews or caller.expires is None:
        return lambda: None
    end = clock.boot() + (caller.expires - clock.wall()).total_seconds()

    def check() -> None:
        if clock.boot() < end - STOP_SECONDS:
            return
        raise Stopped(
            "credentials-end",
            what="the run stops here, at a safe point",
            why=f"its keys end in {max(0.0, end - clock.boot()):.0f} s, and then it could take nothing back",
            do="sign in again; then the same command, or inv resume",
        )

    return check


def _against_keys(house: Gatehouse, verb: str) -> tuple[Objection, ...]:
    settings = house.settings
    if verb in NEEDS_NO_KEYS or settings.aws is None or (caller := house.caller) is None:
        return ()
    if isinstance(caller, NotSignedIn):
        return (against_missing(caller),)
    file = f"apps/{settings.system}/{settings.environment}.toml"
    needs_account = settings.is_production and not house.is_rehearsal
    place = against_place(caller, settings.aws, file, needs_account=needs_account, region=house.region)
    if place or verb in ONLY_LOOKS:
        return place
    life = against_life(caller, length_of(verb, settings), house.clock.wall())
    rights = _against_rights(house, caller) if verb in ROLLS_OUT and not house.is_rehearsal else ()
    return (*((life,) if life else ()), *rights)


def _against_rights(house: Gatehouse, caller: Caller) -> tuple[Objection, ...]:
    """Where AWS cannot tell, a missing right is found by the call that needs it."""
    wanted = rights_for(house.settings, caller)
    if house.identity is None or not wanted:
        return ()
    told = house.identity.lacking(caller, wanted)
    return () if isinstance(told, Untold) else against_rights(told)
