"""Short words for standings, histories and goals, so that a table of plans fits a page."""

from deploy.model.goal import Goal, Manner, Strategy, Verb
from deploy.model.history import History, Run, Tenure
from deploy.model.release import NO_SCHEMA, Artifact, Release, Schema
from deploy.model.standing import EMPTY, ComponentStanding, Health, SideState, Standing

REVERT = 900.0


def release(name: str, schema: Schema = NO_SCHEMA, components: tuple[str, ...] = ("web", "api")) -> Release:
    """A release of these components."""
    return Release(name, tuple(Artifact(c, c, f"sha256:{name}") for c in components), schema)


V0, V1, V2, V3 = release("v0"), release("v1"), release("v2"), release("v3")


def side(name: str, health: Health = Health.HEALTHY) -> SideState:
    """A side where that release stands."""
    return SideState(name, health)


def at(
    live: SideState = EMPTY,
    candidate: SideState = EMPTY,
    share: int = 0,
    *,
    name: str = "web",
    trouble: str = "",
) -> ComponentStanding:
    """One component as it stands."""
    return ComponentStanding(name, live, candidate, share, is_armed=share > 0, trouble=trouble)


def standing(*components: ComponentStanding, schema: Schema = NO_SCHEMA, runs: bool = False) -> Standing:
    """What is observed of these components."""
    return Standing(components, schema, migration_runs=runs)


def past(
    *live: str,
    unproved: tuple[str, ...] = (),
    known: tuple[Release, ...] = (V0, V1, V2),
    bad: tuple[str, ...] = (),
    runs: tuple[Run, ...] = (),
    schema: Schema = NO_SCHEMA,
    verb: str = "deploy",
) -> History:
    """A history in which these were live one after the other, the last by that verb."""
    tenures = tuple(
        Tenure(name, "then", f"run of {name}", "ada", "deploy", is_proved=name not in unproved)
        for name in live
    )
    if tenures:
        newest = live[-1]
        last = Tenure(newest, "then", f"run of {newest}", "ada", verb, is_proved=newest not in unproved)
        tenures = (*tenures[:-1], last)
    return History(
        runs=runs,
        releases=known,
        tenures=tenures,
        bad=tuple((name, "it lost orders") for name in bad),
        schema=schema,
    )


def manner(
    component: str = "web",
    strategy: Strategy = Strategy.BLUE_GREEN,
    stages: tuple[int, ...] = (100,),
    watch: float = 30.0,
) -> Manner:
    """How one component changes over."""
    return Manner(component, strategy, stages, watch, has_traffic=strategy is not Strategy.ROLLING)


def goal(aim: Release, *manners: Manner, verb: Verb = Verb.DEPLOY, bake: float = 60.0) -> Goal:
    """A goal for one web component, unless manners are named."""
    return Goal(aim, manners or (manner(),), base="v1", verb=verb, revert_seconds=REVERT, bake_seconds=bake)


def cut_off(verb: str, name: str, exit_code: str = "") -> Run:
    """A run that was cut off, or ended so."""
    return Run("run-9", verb, name, "v1", "ada", "", "then", exit_code=exit_code)
