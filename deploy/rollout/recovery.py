"""The way back from a rollout that failed or was stopped, decided from what stands, not from what failed."""

from dataclasses import replace

from deploy.model.goal import Goal
from deploy.model.history import History
from deploy.model.plan import Plan
from deploy.model.release import Release
from deploy.model.row import Kind
from deploy.model.standing import Standing
from deploy.rollout.planner import (
    Steps,
    catch_up,
    change_over,
    dead_live_side,
    failed_way_back,
    take_back,
)
from deploy.rollout.steps import Note, Retire
from deploy.rollout.steps.ground import Grounded


def plan_stop(now: Standing, goal: Goal, past: History) -> Plan[Grounded]:
    """What a person's stop amounts to: a rest where no traffic has moved, else the way back."""
    if not _may_rest(now, goal, past):
        return plan_recovery(now, goal, past)
    reason = "no traffic has moved; the same command goes on from here"
    return Plan(reason, catch_up(now, past), is_resumable=True)


def _may_rest(now: Standing, goal: Goal, past: History) -> bool:
    """Whether one release stands everywhere, and it is not one that this run brought and could take back."""
    if not (now.is_settled and now.is_uniform):
        return False
    is_only_one = past.live is None and now.is_live(goal.release.name)
    return is_only_one or now.serving in {past.live, None} or now.serving != goal.release.name


def plan_recovery(now: Standing, goal: Goal, past: History) -> Plan[Grounded]:
    """All traffic goes back, and every component to the release that was live before."""
    if danger := failed_way_back(now) or dead_live_side(now):
        return Plan("the way back is not safe", ends_halted=danger)
    before = past.release(_before(goal, past))
    back = (*take_back(now, past, before.name if before else None), *_retired(now, goal, before))
    stray = {c.live.release for c in now.components} - {None, before.name if before else None}
    if not stray:
        return Plan("traffic stays with, or goes back to, what was live", back)
    if before is None:
        return Plan("nothing was live before", back, ends_halted="no release is known to go back to")
    if not before.runs_on(now.schema):
        danger = f"{before.name} cannot run on schema {now.schema.revision}"
        return Plan("the way back is closed", back, ends_halted=danger)
    settled = now.taken_back()
    if goal.release != before:
        settled = settled.without_candidate(goal.release.name)
    undo = _undo(settled, goal, past, before)
    return Plan(f"every component goes back to {before.name}", (*back, *undo))


def _before(goal: Goal, past: History) -> str:
    """The release to go back to: the one that was live when this one came, unless this one was proved."""
    is_new = past.live == goal.release.name and not past.tenures[-1].is_proved
    return (past.previous if is_new else past.live) or ""


def _retired(now: Standing, goal: Goal, before: Release | None) -> Steps:
    """The failed candidate goes, once it has no traffic."""
    if goal.release == before:
        return ()
    return tuple(Retire(c.name) for c in now.components if c.candidate.release == goal.release.name)


def _undo(now: Standing, goal: Goal, past: History, before: Release) -> Steps:
    """Components that have another release go back, in one move; what was proved once is proved still."""
    manners = tuple(m.at_once() for m in goal.manners)
    undo = replace(goal, release=before, manners=manners, migrates=False)
    live: Steps = () if past.live == before.name else (Note(Kind.LIVE, before),)
    proved: Steps = (Note(Kind.PROVED, before),) if live and before.name in past.proved else ()
    return (*change_over(now, undo, past), *live, *proved)
