"""Which release a rollback goes to: the newest proved one, not live, not bad, that fits the database."""

from deploy.model.goal import Verb
from deploy.model.history import History
from deploy.model.plan import Objection
from deploy.model.release import Release, Schema
from deploy.model.standing import Standing


def choose_target(past: History, now: Standing, wanted: str = "") -> Release | Objection:
    """The release to go back to, or why there is none; what serves may be other than what was recorded."""
    begun = _begun(past, now)
    if wanted:
        return _named(past, now, wanted, begun)
    if past.live is None:
        return _nothing_live()
    if begun and begun.name in past.proved:
        return begun
    if begun_beside(past, now):
        return past.release(past.live) or _nothing_live()
    if past.tenures[-1].verb == Verb.ROLLBACK and now.serving == past.live:
        return _back_twice(past)
    proved = candidates(past, now)
    fitting = [r for r in proved if r.runs_on(now.schema)]
    return fitting[0] if fitting else _none_fits(past, now.schema, proved)


def begun_beside(past: History, now: Standing) -> str:
    """The release of a deploy that came to no end, and stands without traffic beside a live one.

    Going back from there is to give it up; the live one has to be well, and proved.
    """
    live = past.live
    if live not in past.proved or past.is_bad(live) or not now.is_live(live):
        return ""
    standing = {c.candidate.release for c in now.components}
    return next((run.release for run in past.begun if run.release in standing), "")


def candidates(past: History, now: Standing) -> tuple[Release, ...]:
    """Proved releases that neither serve nor are bad, the newest proof first."""
    names = [n for n in reversed(past.proved) if n != now.serving and not past.is_bad(n)]
    return tuple(r for n in names if (r := past.release(n)))


def leaving(past: History, now: Standing, target: Release) -> str:
    """The release that a rollback leaves: the newest that stands with traffic, else the one recorded live."""
    standing = {c.live.release for c in now.components}
    standing |= {c.candidate.release for c in now.components if c.candidate_share}
    if target.name == past.live:
        standing.add(begun_beside(past, now))
    known = [r.name for r in past.releases if r.name in standing | {past.live} and r.name != target.name]
    return known[-1] if known else ""


def _begun(past: History, now: Standing) -> Release | None:
    """Where a rollback that was cut off was going; giving the command again goes on there."""
    run = past.open_rollout
    release = past.release(run.release) if run and run.verb == Verb.ROLLBACK else None
    is_fit = release and release.runs_on(now.schema) and not past.is_bad(release.name)
    return release if is_fit else None


def _named(past: History, now: Standing, wanted: str, begun: Release | None) -> Release | Objection:
    release = past.release(wanted)
    if release is None:
        known = ", ".join(past.proved[-5:]) or "none"
        return Objection(
            "rollback-unknown-release",
            what=f"the ledger knows no release {wanted}",
            why=f"proved releases, the newest last: {known}",
            do="inv history",
        )
    if wanted == past.live == now.serving and release != begun:
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


def _none_fits(past: History, database: Schema, proved: tuple[Release, ...]) -> Objection:
    if not proved:
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
