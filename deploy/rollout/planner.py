"""From what stands now to what is wanted: pure, and the same for a first run, a rerun and a rollback."""

from dataclasses import replace

from deploy.model.goal import Goal, Manner, Strategy
from deploy.model.history import History
from deploy.model.plan import Plan, Step
from deploy.model.release import Release
from deploy.model.row import Kind
from deploy.model.standing import ALL_TRAFFIC, ComponentStanding, Health, Standing, may_have_traffic_back
from deploy.rollout.steps import BackUp, Confirm, Migrate, Note, Prepare, Retire, Revert, Shift, Verify, Watch
from deploy.rollout.steps.ground import Grounded

Steps = tuple[Step[Grounded], ...]


def plan_rollout(now: Standing, goal: Goal, past: History) -> Plan[Grounded]:
    """The plan that makes the goal's release live, from wherever the last run left off."""
    name = goal.release.name
    if danger := _failed_way_back(now):
        return Plan(f"{name} cannot go on by itself", ends_halted=danger)
    if now.is_live(name):
        return Plan(f"{name} is live already", (*_verify_live(goal), *_notes(goal, past)))
    if _is_moved(now, goal):
        return Plan(f"{name} has all the traffic; the watch goes on", _finish(now, goal, past))
    if danger := _dead_live_side(now):
        return Plan(f"{name} cannot go on by itself", ends_halted=danger)
    back = (*_marked(goal, past), *_take_back(now, past))
    reason = f"{name} goes live" if now.is_settled else f"traffic goes back first, then {name} goes live"
    return Plan(reason, (*back, *_rollout(now, goal, past), *_finish(now, goal, past)))


def _failed_way_back(now: Standing) -> str:
    """What the platform says when its own revert failed; only a person can tell what is safe then."""
    troubles = [
        f"{c.name}: the platform's own way back failed: {c.trouble}" for c in now.components if c.trouble
    ]
    return "; ".join(troubles)


def _dead_live_side(now: Standing) -> str:
    """Why traffic that is on a candidate may not go back; empty where it may."""
    stuck = [c for c in now.components if c.candidate_share and not may_have_traffic_back(c.live)]
    return "; ".join(_dead_live(c) for c in stuck)


def _dead_live(component: ComponentStanding) -> str:
    other = (
        "the candidate is the only healthy side" if component.candidate.is_healthy else "both sides are sick"
    )
    return f"{component.name}: the live side is {component.live.health.value} and {other}"


def _is_moved(now: Standing, goal: Goal) -> bool:
    """Whether every component has moved to the release, healthy, and at least one awaits its confirmation."""
    name = goal.release.name
    return any(c.is_moved for c in now.components) and all(
        _is_done(c, name) or (c.is_moved and c.candidate.release == name and c.candidate.is_healthy)
        for c in now.components
    )


def _is_done(component: ComponentStanding, name: str) -> bool:
    settled = component.candidate_share == 0
    return settled and component.live.release == name and component.live.is_healthy


def _marked(goal: Goal, past: History) -> Steps:
    """The release that is left is marked before anything else, so that no crash forgets it."""
    left = past.release(goal.marks_bad)
    return (Note(Kind.BAD, left, goal.why),) if left and not past.is_bad(left.name) else ()


def _take_back(now: Standing, past: History) -> Steps:
    """All traffic that is on a candidate goes back, and the live side is asked whether it answers."""
    steps: list[Step[Grounded]] = []
    for component in now.components:
        if component.candidate_share:
            steps.append(Revert(component.name))
            if before := past.release(component.live.release or ""):
                steps.append(Watch(before, (component.name,), 0.0))
    return tuple(steps)


def _rollout(now: Standing, goal: Goal, past: History) -> Steps:
    """Prepare all, verify all, then shift one after the other."""
    todo = [m for m in goal.manners if not _is_done(now.component(m.component), goal.release.name)]
    prepared = [step for m in todo for step in _prepare(now.component(m.component), goal.release)]
    verified = [Verify(m.component, goal.release) for m in todo if m.strategy is not Strategy.ROLLING]
    shifted = [step for m in todo for step in _shift(m, goal)]
    known = past.release(goal.release.name) is not None
    recorded = () if known else (Note(Kind.RELEASE, goal.release),)
    return (*recorded, *database_steps(now, goal), *prepared, *verified, *shifted)


def database_steps(now: Standing, goal: Goal) -> Steps:
    """Back up, then expand, where the same run is to bring the database to the release's schema."""
    if not goal.migrates or goal.release.schema.position <= now.schema.position:
        return ()
    return (BackUp(f"before-{goal.release.name}"), Migrate(goal.release))


def _prepare(component: ComponentStanding, release: Release) -> Steps:
    """Nothing where the release stands warm; the way is cleared first where something else stands."""
    candidate = component.candidate
    if candidate.release == release.name and candidate.is_healthy and not component.candidate_share:
        return ()
    starts = candidate.release == release.name and candidate.health is Health.STARTING
    is_clear = starts or candidate.health is Health.ABSENT
    return (
        (Prepare(component.name, release),)
        if is_clear
        else (Retire(component.name), Prepare(component.name, release))
    )


def _shift(manner: Manner, goal: Goal) -> Steps:
    stages = (ALL_TRAFFIC,) if manner.strategy in {Strategy.ROLLING, Strategy.BLUE_GREEN} else manner.stages
    steps: list[Step[Grounded]] = []
    for share in stages:
        steps.append(Shift(manner.component, goal.release, share, goal.revert_seconds))
        if manner.watch_seconds and share != ALL_TRAFFIC:
            steps.append(Watch(goal.release, (manner.component,), manner.watch_seconds))
    return tuple(steps)


def _finish(now: Standing, goal: Goal, past: History) -> Steps:
    """Watch with all the traffic, confirm all, look once more, and write down that it is so."""
    todo = [m for m in goal.manners if not _is_done(now.component(m.component), goal.release.name)]
    watched = Watch(goal.release, _names(goal), max((m.watch_seconds for m in todo), default=0.0))
    confirmed = [Confirm(m.component, goal.release) for m in todo]
    return (watched, *confirmed, *_verify_live(goal), *_notes(goal, past))


def _verify_live(goal: Goal) -> Steps:
    return (Watch(goal.release, _names(goal), 0.0),)


def _notes(goal: Goal, past: History) -> Steps:
    """That it is live, baked and proved; nothing where the ledger says so already."""
    is_known = past.live == goal.release.name
    live = () if is_known else (Note(Kind.LIVE, goal.release),)
    if is_known and past.tenures[-1].is_proved:
        return ()
    baked = (Watch(goal.release, _names(goal), goal.bake_seconds),) if goal.bake_seconds else ()
    return (*live, *baked, Note(Kind.PROVED, goal.release))


def _names(goal: Goal) -> tuple[str, ...]:
    return tuple(m.component for m in goal.manners)


def plan_recovery(now: Standing, goal: Goal, past: History) -> Plan[Grounded]:
    """What undoes a failed rollout, decided from what stands now and not from what failed."""
    if danger := _failed_way_back(now) or _dead_live_side(now):
        return Plan("the way back is not safe", ends_halted=danger)
    if now.is_live(goal.release.name):
        return Plan(f"{goal.release.name} is live and healthy; nothing is undone")
    confirmed = [c for c in now.components if c.live.release == goal.release.name and not c.candidate_share]
    back = (*_take_back(now, past), *_retired(now, goal))
    if not confirmed:
        return Plan("traffic stays with, or goes back to, what was live", back)
    return _undo_confirmed(now, goal, past, back)


def _retired(now: Standing, goal: Goal) -> Steps:
    """The failed candidate goes, once it has no traffic."""
    return tuple(Retire(c.name) for c in now.components if c.candidate.release == goal.release.name)


def _undo_confirmed(now: Standing, goal: Goal, past: History, back: Steps) -> Plan[Grounded]:
    """Components that were confirmed already go back to the release that was live before."""
    before = past.release(_before(goal, past))
    if before is None:
        return Plan("nothing was live before", back, ends_halted="no release is known to go back to")
    manners = [m for m in goal.manners if now.component(m.component).live.release == goal.release.name]
    settled = replace(now, components=tuple(replace(c, candidate_share=0) for c in now.components))
    undo = replace(goal, release=before, manners=tuple(manners), bake_seconds=0.0, migrates=False)
    steps = (*back, *_rollout(settled, undo, past), *_finish(settled, undo, past))
    return Plan(f"every component goes back to {before.name}", steps)


def _before(goal: Goal, past: History) -> str:
    """The release to go back to: the one that was live when this one came."""
    return (past.previous if past.live == goal.release.name else past.live) or ""
