"""From what stands now to what is wanted: pure, and the same for a first run, a rerun and a rollback."""

from deploy.model.goal import Goal, Manner, Strategy, Verb
from deploy.model.history import History
from deploy.model.plan import Plan, Step
from deploy.model.release import NO_SCHEMA, Release
from deploy.model.row import Kind
from deploy.model.standing import (
    ALL_TRAFFIC,
    Bake,
    ComponentStanding,
    Health,
    Standing,
    may_have_traffic_back,
)
from deploy.rollout.steps import (
    BackUp,
    Confirm,
    Migrate,
    Note,
    NoteSchema,
    Prepare,
    Retire,
    Revert,
    Shift,
    Verify,
    Watch,
)
from deploy.rollout.steps.ground import Grounded

Steps = tuple[Step[Grounded], ...]
_MARGIN = 1.2
_STAGED = {Strategy.CANARY, Strategy.LINEAR}


def plan_rollout(now: Standing, goal: Goal, past: History) -> Plan[Grounded]:
    """The plan that makes the goal's release live, from wherever the last run left off."""
    name = goal.release.name
    caught_up = catch_up(now, past, name)
    known = (*_marked(goal, past), *caught_up, *_baked_meanwhile(now, goal, past))
    is_recorded = past.live == name and not any(isinstance(step, Note) for step in caught_up)
    notes = _notes(now, goal, past, is_recorded=is_recorded)
    if danger := failed_way_back(now):
        return Plan(f"{name} cannot go on by itself", ends_halted=danger)
    if now.is_live(name):
        given_up = _given_up(now, goal, past)
        how = "stays live, and what was begun is given up" if given_up else "is live already"
        return Plan(f"{name} {how}", (*known, *given_up, verify_live(goal), *notes))
    if _is_moved(now, goal):
        reason = f"{name} has all the traffic; the watch goes on"
        return Plan(reason, (*known, *finish(now, goal), *notes))
    if danger := dead_live_side(now):
        return Plan(f"{name} cannot go on by itself", ends_halted=danger)
    reason = f"{name} goes live" if now.is_settled else f"traffic goes back first, then {name} goes live"
    back = take_back(now, past, past.live)
    steps = change_over(now.taken_back(), goal, past)
    return Plan(reason, (*known, *back, *steps, *notes))


def _given_up(now: Standing, goal: Goal, past: History) -> Steps:
    """The candidates of deploys that came to no end: a rollback takes them away."""
    begun = {run.release for run in past.begun} if goal.verb is Verb.ROLLBACK else set()
    return tuple(Retire(c.name) for c in now.components if c.candidate.release in begun)


def failed_way_back(now: Standing) -> str:
    """What the platform says when its own revert failed; only a person can tell what is safe then."""
    troubles = [
        f"{c.name}: the platform's own way back failed: {c.trouble}" for c in now.components if c.trouble
    ]
    return "; ".join(troubles)


def dead_live_side(now: Standing) -> str:
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
    return any(c.is_moved and _has_time(c, goal) for c in now.components) and all(
        _is_done(c, name)
        or (c.is_moved and _has_time(c, goal) and c.candidate.release == name and c.candidate.is_healthy)
        for c in now.components
    )


def _has_time(component: ComponentStanding, goal: Goal) -> bool:
    """Whether a whole watch ends before the platform takes the traffic back; going on arms nothing anew."""
    longest = max(manner.watch_seconds for manner in goal.manners)
    return component.seconds_left is None or component.seconds_left > longest * _MARGIN


def _is_done(component: ComponentStanding, name: str) -> bool:
    settled = component.candidate_share == 0
    return settled and component.live.release == name and component.live.is_healthy


def _marked(goal: Goal, past: History) -> Steps:
    """The release that is left is marked before anything else, so that no crash forgets it."""
    left = past.release(goal.marks_bad)
    return (Note(Kind.BAD, left, goal.why),) if left and not past.is_bad(left.name) else ()


def catch_up(now: Standing, past: History, but: str = "") -> Steps:
    """What stands but was never written down, because a run died in between: it is seen again and written."""
    is_known = now.schema in {past.schema, NO_SCHEMA}
    schema: Steps = () if is_known else (NoteSchema(),)
    live = past.release(now.serving or "")
    if live is None or live.name in {past.live, but} or not now.is_live(live.name):
        return schema
    return (*schema, Watch(live, tuple(c.name for c in now.components), 0.0), Note(Kind.LIVE, live))


def _baked_meanwhile(now: Standing, goal: Goal, past: History) -> Steps:
    """What was left to bake and has baked well is proved now; a way back leaves it unproved."""
    live = past.release(past.live or "")
    if live is None or past.tenures[-1].is_proved or live == goal.release or goal.verb is Verb.ROLLBACK:
        return ()
    if not (now.is_live(live.name) and now.is_baked):
        return ()
    return (Watch(live, tuple(c.name for c in now.components), 0.0), Note(Kind.PROVED, live))


def take_back(now: Standing, past: History, staying: str | None) -> Steps:
    """All traffic that is on a candidate goes back; a live side that stays is asked whether it answers."""
    steps: list[Step[Grounded]] = []
    for component in now.components:
        if component.candidate_share:
            steps.append(Revert(component.name))
            live = past.release(component.live.release or "")
            if live and live.name == staying:
                steps.append(Watch(live, (component.name,), 0.0))
    return tuple(steps)


def change_over(now: Standing, goal: Goal, past: History) -> Steps:
    """From settled traffic to the release live: prepare all, verify all, then shift one after the other."""
    todo = _todo(now, goal)
    verified = [v for m in todo for v in _verify(now.component(m.component), m, goal.release)]
    # Stages only beside a live side that was recorded as such: any other may answer badly for its share.
    sound = {c.name for c in now.components if c.live.is_healthy and c.live.release == past.live}
    manners = [m if m.component in sound else m.at_once() for m in todo]
    prepared = [step for m in manners for step in _prepare(now.component(m.component), m, goal.release)]
    shifted = [step for m in manners for step in _shift(m, goal)]
    known = past.release(goal.release.name) is not None
    recorded = () if known else (Note(Kind.RELEASE, goal.release),)
    return (*recorded, *_migrated(now, goal), *prepared, *verified, *shifted, *finish(now, goal))


def _todo(now: Standing, goal: Goal) -> list[Manner]:
    return [m for m in goal.manners if not _is_done(now.component(m.component), goal.release.name)]


def database_steps(now: Standing, goal: Goal, past: History) -> Steps:
    """What `migrate` does: write down where the database stands, back up, then expand."""
    schema: Steps = () if now.schema in {past.schema, NO_SCHEMA} else (NoteSchema(),)
    return (*schema, *_migrated(now, goal))


def _migrated(now: Standing, goal: Goal) -> Steps:
    """Back up, then expand, where the same run is to bring the database to the release's schema."""
    if not goal.migrates or not goal.release.schema.is_beyond(now.schema):
        return ()
    return (BackUp(f"before-{goal.release.name}"), Migrate(goal.release))


def _prepare(component: ComponentStanding, manner: Manner, release: Release) -> Steps:
    """Nothing where the release stands warm; the way is cleared first where something else stands."""
    candidate = component.candidate
    if candidate.release == release.name and candidate.is_healthy:
        return ()
    starts = candidate.release == release.name and candidate.health is Health.STARTING
    is_clear = starts or candidate.health is Health.ABSENT
    prepare = Prepare(component.name, release, at_once=manner.strategy not in _STAGED)
    return (prepare,) if is_clear else (Retire(component.name), prepare)


def _verify(component: ComponentStanding, manner: Manner, release: Release) -> Steps:
    """Nothing where no test door leads: to a side that rolls, or that stands warm in a bake."""
    is_warm = component.bake is Bake.BAKING and not _prepare(component, manner, release)
    return () if manner.strategy is Strategy.ROLLING or is_warm else (Verify(component.name, release),)


def _shift(manner: Manner, goal: Goal) -> Steps:
    """The shares on the way to all the traffic, each watched but the last, which the common watch covers."""
    steps: list[Step[Grounded]] = []
    for share in manner.stages if manner.strategy in _STAGED else (ALL_TRAFFIC,):
        steps.append(Shift(manner.component, goal.release, share, goal.revert_seconds))
        if manner.watch_seconds and share != ALL_TRAFFIC:
            steps.append(Watch(goal.release, (manner.component,), manner.watch_seconds))
    return tuple(steps)


def finish(now: Standing, goal: Goal) -> Steps:
    """Watch with all the traffic, confirm all, and look once more; only the last where all is done."""
    todo = _todo(now, goal)
    if not todo:
        return (verify_live(goal),)
    watched = Watch(goal.release, _names(goal), max(m.watch_seconds for m in todo))
    return (watched, *(Confirm(m.component, goal.release) for m in todo), verify_live(goal))


def verify_live(goal: Goal) -> Watch:
    """Ask once through the front door."""
    return Watch(goal.release, _names(goal), 0.0)


def _notes(now: Standing, goal: Goal, past: History, *, is_recorded: bool) -> Steps:
    """That it is live, baked and proved; nothing where the ledger says so already."""
    live = () if is_recorded else (Note(Kind.LIVE, goal.release),)
    if is_recorded and past.tenures[-1].is_proved:
        return ()
    is_baked = is_recorded and now.is_live(goal.release.name) and now.is_baked
    if not (goal.waits_for_bake or is_baked):
        return live
    bakes = goal.bake_seconds and not is_baked
    baked = (Watch(goal.release, _names(goal), goal.bake_seconds),) if bakes else ()
    return (*live, *baked, Note(Kind.PROVED, goal.release))


def _names(goal: Goal) -> tuple[str, ...]:
    return tuple(m.component for m in goal.manners)
