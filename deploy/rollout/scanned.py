"""Reasons to refuse a release for what scanners said of it, or never said; pure."""

from datetime import datetime

from deploy.model.goal import ROLLOUTS, Goal, Verb
from deploy.model.history import History
from deploy.model.plan import Objection
from deploy.model.release import Scan
from deploy.model.standing import Standing

_FORWARD = ROLLOUTS - {Verb.ROLLBACK}
"""Going back is never held up: what is gone back to was let through when it came."""


def scan_objection(_now: Standing, goal: Goal, past: History) -> Objection | None:
    """The release has to have passed a scan that counts here; a rollout under way is not asked again."""
    under_way = past.open_rollout
    if goal.scan is None or goal.verb not in _FORWARD:
        return None
    if under_way is not None and under_way.release == goal.release.name:
        return None
    scan = past.scan(goal.release.name)
    trouble = "nobody has scanned it" if scan is None else _trouble(scan, goal)
    if trouble:
        return _objection("release-not-scanned", goal, trouble)
    if scan is not None and _is_old(scan, goal.scan.since):
        return _objection(
            "release-scan-old", goal, f"it was scanned at {scan.at}, and {goal.scan.since} is asked for"
        )
    return None


def _trouble(scan: Scan, goal: Goal) -> str:
    """Why the scan says nothing good of the release; empty where it does."""
    missing = [tool for tool in goal.scan.tools if tool not in scan.tools] if goal.scan else []
    if not scan.is_of(goal.release):
        return f"what was scanned at {scan.at} were other images"
    if not scan.is_passed:
        return f"it did not pass the scan of {scan.at}"
    return f"{', '.join(missing)} did not look at it at {scan.at}" if missing else ""


def _is_old(scan: Scan, since: str) -> bool:
    return datetime.fromisoformat(scan.at) < datetime.fromisoformat(since)


def _objection(reference: str, goal: Goal, why: str) -> Objection:
    name = goal.release.name
    return Objection(
        reference,
        what=f"release {name} has no scan that counts here",
        why=f"{why}; approvals.scan_days asks for one",
        do=f"inv scan --release={name}, then inv push --release={name}, which records what came of it",
    )
