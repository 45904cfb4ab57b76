"""What `status` says of a maintenance, and how loudly; pure."""

from collections.abc import Callable
from datetime import datetime

from deploy.errors import SwingbridgeError
from deploy.model.history import History
from deploy.model.maintenance import Maintenance, Premises

Line = tuple[str, str]


def maintenance_seen(look: Callable[[], Premises], past: History) -> tuple[Line, ...]:
    """The same, from a look that may fail: whoever may not look at autoscaling still sees what is live."""
    try:
        return maintenance_lines(look(), past)
    except SwingbridgeError as error:
        on = past.maintenance
        known = f"on since {on.since} by {on.who}; " if on else ""
        return (("maintenance", f"{known}it could not be looked at: {error.what}, {error.why}"),)


def maintenance_lines(now: Premises, past: History) -> tuple[Line, ...]:
    """What is on, since when, by whom and why, and what is seen of it; nothing where nothing is on."""
    on = past.maintenance
    if on is None:
        return _unknown(now)
    parts = [_page(now, on), *(f"{name} is drained" for name in on.instances), *_resting(now)]
    return (
        ("maintenance", f"on since {on.since} by {on.who}, {on.why or 'no reason was given'}"),
        ("", f"{'; '.join(part for part in parts if part)}; inv maintenance-resume brings everything back"),
    )


def forgotten(past: History, at: datetime, limit_seconds: float) -> str:
    """A warning where a maintenance has been on for longer than anybody means one to be."""
    on = past.maintenance
    if on is None:
        return ""
    seconds = (at - datetime.fromisoformat(on.since)).total_seconds()
    if seconds < limit_seconds:
        return ""
    return (
        f"FORGOTTEN? Maintenance is on for {_told(seconds)}, since {on.since}, by {on.who}: "
        "inv maintenance-resume ends it"
    )


def _page(now: Premises, on: Maintenance) -> str:
    if now.is_closed:
        return "the page is up"
    return "the page is down, but the ledger says it is up" if on.has_page else ""


def _resting(now: Premises) -> tuple[str, ...]:
    resting = [one.name for one in now.upkeeps if one.capacity and one.capacity.suspended]
    return (f"autoscaling of {', '.join(resting)} rests",) if resting else ()


def _unknown(now: Premises) -> tuple[Line, ...]:
    """What looks like a maintenance, but the ledger does not know of any."""
    seen = [*(["the page is up"] if now.is_closed else []), *_resting(now)]
    if not seen:
        return ()
    return (("maintenance", f"{'; '.join(seen)}, and the ledger does not know since when"),)


def _told(seconds: float) -> str:
    hours = int(seconds // 3600)
    days, left = divmod(hours, 24)
    return f"{days} days {left} h" if days else f"{hours} h {int(seconds % 3600 // 60)} min"
