"""What `status` says of a release that was confirmed and not proved yet; pure."""

from datetime import datetime, timedelta

from deploy.model.history import History
from deploy.model.standing import Bake, Standing

Line = tuple[str, str]


def baking_lines(now: Standing, past: History, bake_seconds: float) -> tuple[Line, ...]:
    """Until when it bakes, or how that ended."""
    if not past.tenures:
        return ()
    tenure, serving = past.tenures[-1], now.serving
    if now.is_settled and serving not in {tenure.release, None}:
        text = f"the ledger says {tenure.release}, and {serving} serves; the next run writes that down"
        return (("taken back", text),)
    if any(c.bake is Bake.BAKING for c in now.components) and not tenure.is_proved:
        return (
            ("baking", f"baking until {_until(tenure.since, bake_seconds)}; inv rollback goes back at once"),
        )
    if now.is_baked and not tenure.is_proved and now.is_live(tenure.release):
        return (("baked", f"the platform baked {tenure.release} well; the next deploy records it as proved"),)
    return ()


def _until(since: str, bake_seconds: float) -> str:
    """When the bake is over; the ledger tells when it began to within a second or two."""
    return (datetime.fromisoformat(since) + timedelta(seconds=bake_seconds)).isoformat(timespec="seconds")
