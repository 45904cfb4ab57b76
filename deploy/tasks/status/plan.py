"""What `status` says, from what is seen and what is remembered; pure."""

from deploy.engine.events import Facts
from deploy.model.history import History, Run
from deploy.model.lease import LeaseRecord
from deploy.model.standing import ComponentStanding, SideState, Standing

Line = tuple[str, str]


def answer(title: str, now: Standing, past: History, lease: LeaseRecord, ending: tuple[Line, ...]) -> Facts:
    """What is live, since when, by whom, what is in progress, and what ends it all: one screen."""
    lines = (*_live(past), *(_component(c) for c in now.components), *_schema(now), *_doing(now, past, lease))
    return Facts(title, ("", ""), (*lines, *ending))


def _live(past: History) -> tuple[Line, ...]:
    if not past.tenures:
        return (("live", "nothing yet"),)
    tenure = past.tenures[-1]
    proof = "proved" if tenure.is_proved else "not proved yet"
    marked = f", marked bad: {dict(past.bad)[tenure.release]}" if past.is_bad(tenure.release) else ""
    return (
        ("live", f"{tenure.release}, {proof}{marked}"),
        ("since", tenure.since),
        ("by", f"{tenure.who}, {tenure.verb}"),
        ("before", past.previous or "nothing"),
        *_record(past, tenure.release),
    )


def _record(past: History, release: str) -> tuple[Line, ...]:
    """What the ledger has to show for the live release: its sources, and its newest scan."""
    recorded, scan = past.release(release), past.scan(release)
    commit = (("commit", recorded.commit),) if recorded and recorded.commit else ()
    if scan is None:
        return commit
    verdict = "passed" if scan.is_passed else "not passed"
    return (*commit, ("scan", f"{verdict} at {scan.at}, by {', '.join(scan.tools)}"))


def _component(component: ComponentStanding) -> Line:
    live, candidate = component.live, component.candidate
    text = f"live {_side(live)}"
    if candidate.release:
        text += f"; candidate {_side(candidate)}, {component.candidate_share} % of traffic"
    if component.is_armed:
        left = "" if component.seconds_left is None else f" in {component.seconds_left:.0f} s"
        text += f", goes back by itself{left} unless confirmed"
    return (component.name, f"{text}; {component.trouble}" if component.trouble else text)


def _side(state: SideState) -> str:
    """A side that is not well says why, as far as the platform tells."""
    why = "" if state.is_healthy or not state.reason else f" ({state.reason})"
    return f"{state.release or 'nothing'} {state.health.value}{why}"


def _schema(now: Standing) -> tuple[Line, ...]:
    runs = "; a migration is at work" if now.migration_runs else ""
    return (("schema", now.schema.revision + runs),)


def _doing(now: Standing, past: History, lease: LeaseRecord) -> tuple[Line, ...]:
    held = (
        f"held by {lease.who} on {lease.where} for {lease.what}, id {lease.owner}" if lease.owner else "free"
    )
    return (("lease", held), *_open(now, past, lease))


def _open(now: Standing, past: History, lease: LeaseRecord) -> tuple[Line, ...]:
    """What is in progress, or was left half done and still stands."""
    run = past.unfinished or past.open_rollout
    if run is None:
        return ()
    if lease.owner and not run.is_over:
        return (("in progress", _run(run)),)
    stands = any(c.candidate.release == run.release for c in now.components)
    if run.is_over and not stands:
        return ()
    ways = "the same command goes on" + (", inv rollback gives it up" if run in past.begun else "")
    return (("stopped" if run.is_over else "cut off", f"{_run(run)}; {ways}"),)


def _run(run: Run) -> str:
    step = f"; last: {run.last_kind} of {run.last_step}" if run.last_step else ""
    return f"{run.verb} {run.release} by {run.who} since {run.began}{step}"
