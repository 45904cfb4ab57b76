"""Whether it is time, and whether somebody approved."""

from datetime import datetime

from deploy.connectors.identity.port import Approval
from deploy.model.plan import Objection
from deploy.model.window import Window
from deploy.settings.schema import Approvals

_OVERRIDE = "--override={} --reason='...'"


def against_hour(approvals: Approvals, now: datetime) -> Objection | None:
    """Outside all windows; the next one is named."""
    windows = [Window.of(text) for text in approvals.windows]
    if not windows or any(window.holds(now) for window in windows):
        return None
    opens = min(window.opens_after(now) for window in windows)
    return Objection(
        "outside-window",
        what=f"nothing new comes here at {now:%a %H:%M} UTC",
        why=f"approvals.windows: {', '.join(approvals.windows)}; it opens at {opens:%a %Y-%m-%d %H:%M} UTC",
        do=f"wait, or {_OVERRIDE.format('outside-window')}; a rollback needs no window",
    )


def against_missing_approval(approvals: Approvals, approval: Approval, environment: str) -> Objection | None:
    """A run that no pipeline has let into the environment; who can approve is named."""
    if approvals.approvers is None or (seen := approval.environment()) == environment:
        return None
    where = f"this job was let into {seen}" if seen else "this run is no job of the pipeline"
    return Objection(
        "approval-missing",
        what=f"nobody has approved of this run in {environment}",
        why=f"{where}; who can approve: {approvals.approvers}",
        do=f"start it from the workflow deploy, or {_OVERRIDE.format('approval-missing')}",
    )
