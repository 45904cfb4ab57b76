"""Which release a rollback goes to: the newest proved one, not live, not bad, that fits the database."""

from deploy.model.history import History
from deploy.model.plan import Objection
from deploy.model.release import Release, Schema


def choose_target(past: History, database: Schema, wanted: str = "") -> Release | Objection:
    """The release to go back to, or why there is none."""
    if wanted:
        return _named(past, wanted)
    if past.live is None:
        return _nothing_live()
    if past.tenures[-1].verb == "rollback":
        return _back_twice(past)
    fitting = [r for r in candidates(past) if r.runs_on(database)]
    return fitting[0] if fitting else _none_fits(past, database)


def candidates(past: History) -> tuple[Release, ...]:
    """Proved releases that are neither live nor bad, the newest proof first."""
    names = [n for n in reversed(past.proved) if n != past.live and not past.is_bad(n)]
    return tuple(r for n in names if (r := past.release(n)))


def _named(past: History, wanted: str) -> Release | Objection:
    release = past.release(wanted)
    if release is None:
        known = ", ".join(past.proved[-5:]) or "none"
        return Objection(
            "rollback-unknown-release",
            what=f"the ledger knows no release {wanted}",
            why=f"proved releases, the newest last: {known}",
            do="inv history",
        )
    if wanted == past.live:
        return Objection(
            "rollback-to-itself",
            what=f"{wanted} is live already",
            why="a rollback to it would change nothing",
            do="inv rollback, or inv rollback --to=<another release>",
        )
    return release


def _nothing_live() -> Objection:
    return Objection(
        "rollback-without-release",
        what="there is nothing to roll back from",
        why="no release was ever live here",
        do="inv deploy --release=<name>",
    )


def _back_twice(past: History) -> Objection:
    left = past.previous or "an earlier release"
    return Objection(
        "rollback-of-rollback",
        what=f"{past.live} is live because of a rollback from {left}",
        why="a second rollback without a name could mean forward or further back",
        do="inv rollback --to=<release>; inv history lists the proved ones",
    )


def _none_fits(past: History, database: Schema) -> Objection:
    if not candidates(past):
        return Objection(
            "rollback-first-release",
            what=f"there is no proved release besides {past.live}",
            why="it is the first one, or every other is unproved or marked bad",
            do="inv maintenance-drain puts the maintenance page up; inv deploy --release=<fix> goes forward",
        )
    return Objection(
        "schema-too-new",
        what=f"no earlier release can run on schema {database.revision}",
        why=f"a later migration removed what code below position {database.floor} needs",
        do="go forward with a fix: inv deploy --release=<fix>",
    )
