"""Reasons to refuse, one small function each; pure."""

from collections.abc import Callable, Iterable

from deploy.model.goal import Goal, Verb
from deploy.model.history import History
from deploy.model.plan import Objection
from deploy.model.standing import Standing
from deploy.rollout.scanned import scan_objection


def against(now: Standing, goal: Goal, past: History) -> tuple[Objection, ...]:
    """Everything that speaks against the goal, less what the person overrode with a written reason."""
    return _found(_CHECKS, now, goal, past)


def against_migration(now: Standing, goal: Goal, past: History) -> tuple[Objection, ...]:
    """Everything that speaks against bringing the database to the schema of the goal's release."""
    return _found((_release_changed, _contract, _migration), now, goal, past)


def _found(checks: "Checks", now: Standing, goal: Goal, past: History) -> tuple[Objection, ...]:
    found = (objection for check in checks if (objection := check(now, goal, past)))
    return not_overridden(found, goal)


def not_overridden(found: Iterable[Objection], goal: Goal) -> tuple[Objection, ...]:
    """What is left of objections when those are taken out that the person overrode with a written reason."""
    overridden = goal.overrides & CAN_BE_OVERRIDDEN
    return tuple(o for o in found if o.reference not in overridden)


CAN_BE_OVERRIDDEN = frozenset(
    {
        "alarm-not-green",
        "release-is-older",
        "release-marked-bad",
        "service-missing",
        "service-scaled-to-zero",
    }
)
"""What a person may know better; the rest would break something."""


def _release_changed(_now: Standing, goal: Goal, past: History) -> Objection | None:
    known = past.release(goal.release.name)
    if known is None or known == goal.release:
        return None
    return Objection(
        "release-changed",
        what=f"release {goal.release.name} is not what was recorded under that name",
        why="a release never changes; its digests, configuration or schema differ from the ledger's",
        do="give the new build a name of its own: --release=<new name>",
    )


def _incomplete(_now: Standing, goal: Goal, _past: History) -> Objection | None:
    there = {a.component for a in goal.release.artifacts}
    missing = [m.component for m in goal.manners if m.component not in there]
    if not missing:
        return None
    return Objection(
        "release-incomplete",
        what=f"release {goal.release.name} has nothing for {', '.join(missing)}",
        why="a release is one unit: every component of the system has its digest in it",
        do="inv build --release=<name>, then inv push --release=<name>",
    )


def _base_differs(_now: Standing, goal: Goal, past: History) -> Objection | None:
    if goal.base is None or goal.base == (past.live or "") or past.live == goal.release.name:
        return None
    return Objection(
        "base-differs",
        what=f"{past.live or 'nothing'} is live, but this run was planned over {goal.base or 'nothing'}",
        why="another run went live in between; a queued older run must not overwrite it",
        do="inv status, then start again if you still want to",
    )


def _older(now: Standing, goal: Goal, past: History) -> Objection | None:
    names = [r.name for r in past.releases]
    live = now.serving or past.live
    if goal.verb is Verb.ROLLBACK or live not in names or goal.release.name not in names:
        return None
    if names.index(goal.release.name) >= names.index(live):
        return None
    return Objection(
        "release-is-older",
        what=f"{goal.release.name} was recorded before {live}, which is live",
        why="going back to an older release is a rollback, and is checked like one",
        do=f"inv rollback --to={goal.release.name}",
    )


def _bad(_now: Standing, goal: Goal, past: History) -> Objection | None:
    if not past.is_bad(goal.release.name):
        return None
    return Objection(
        "release-marked-bad",
        what=f"{goal.release.name} is marked bad",
        why=dict(past.bad)[goal.release.name],
        do="choose another release, or add --override=release-marked-bad --reason='...'",
    )


def _schema(now: Standing, goal: Goal, _past: History) -> Objection | None:
    release, database = goal.release, now.schema
    if release.schema.position > database.position:
        if goal.migrates:
            return None
        return Objection(
            "schema-behind",
            what=f"{release.name} needs schema {release.schema.revision}",
            why=f"the database is at {database.revision}; the code would meet tables that are not there yet",
            do=f"inv migrate --release={release.name}",
        )
    if release.runs_on(database):
        return None
    return Objection(
        "schema-too-new",
        what=f"{release.name} cannot run on schema {database.revision}",
        why=f"a later migration removed what code below position {database.floor} needs",
        do="go forward with a fix; inv history shows the releases that can still run",
    )


def _contract(now: Standing, goal: Goal, past: History) -> Objection | None:
    """What ends something that live code needs may only come once that code is gone."""
    schema = goal.release.schema
    if not goal.migrates or not schema.is_beyond(now.schema):
        return None
    names = {past.live, *(c.live.release for c in now.components)}  # the recorded one is the way back
    live = [past.release(name or "") for name in names]
    broken = {r.name for r in live if r and not r.runs_on(schema.over(now.schema))}
    if not broken:
        return None
    return Objection(
        "contract-too-early",
        what=f"schema {schema.revision} would break {', '.join(sorted(broken))}, which is live",
        why=f"it ends what code below position {schema.floor} needs, and such code still serves",
        do="deploy a release that no longer needs it, and let it be proved; then give this command again",
    )


def _maintenance(_now: Standing, _goal: Goal, past: History) -> Objection | None:
    """Behind a page nothing can be proved, and a drained instance may be missing for two sides at once."""
    on = past.maintenance
    if on is None:
        return None
    return Objection(
        "maintenance-on",
        what=f"maintenance is on since {on.since}, by {on.who}",
        why="a release is proved through the front door, with all its capacity; neither is there now",
        do="inv maintenance-resume, then the same command again; inv migrate works behind the page",
    )


def _migration(now: Standing, _goal: Goal, _past: History) -> Objection | None:
    if not now.migration_runs:
        return None
    return Objection(
        "migration-still-runs",
        what="a migration that nobody waits for any more is still at work in the database",
        why="it may commit at any moment; acting now would race with it",
        do="wait and run the same command again; inv status shows whether it has ended",
    )


Checks = tuple[Callable[[Standing, Goal, History], Objection | None], ...]
_CHECKS: Checks = (
    _release_changed,
    _incomplete,
    _maintenance,
    _base_differs,
    _older,
    _bad,
    _schema,
    _contract,
    _migration,
    scan_objection,
)
