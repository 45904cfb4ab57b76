"""A deployment as the page shows it: its stages with their times, and what it waits for."""

from rehearsal.ecs.controller import state
from rehearsal.ecs.controller.config import Pace
from rehearsal.ecs.controller.hooks import waiting
from rehearsal.ecs.controller.shifting import at_top, ladder
from rehearsal.ecs.controller.words import FORWARD, HookAction, Stage, Status, Strategy
from rehearsal.page import model
from rehearsal.page.journal import Trail
from rehearsal.page.model import Passage, Then, Wait, Waiting

ORDER = tuple(Stage)


def see_deployment(deployment: state.Deployment, target: str, trail: Trail, pace: Pace) -> model.Deployment:
    """The deployment of a service; `target` is the name of the revision it brings."""
    rolling = deployment.config.strategy is Strategy.ROLLING
    return model.Deployment(
        id=deployment.arn.rpartition("/")[2],
        strategy=deployment.config.strategy.value,
        status=deployment.status.value,
        reason=deployment.reason,
        target=target,
        started_at=deployment.created_at,
        finished_at=deployment.finished_at,
        share=deployment.production_share,
        stages=() if rolling else _stages(deployment, trail),
        wait=_wait(deployment, pace) if deployment.status in FORWARD else None,
    )


def _stages(deployment: state.Deployment, trail: Trail) -> tuple[model.Stage, ...]:
    """Every stage of the way; reconciling is left out where it was not needed."""
    way = _way_forward(deployment, trail)
    seconds = _seconds(deployment, way)
    reached = way[-1][0] if way else deployment.stage
    needed = {stage for stage, _ in way} | {reached}
    listed = [stage for stage in ORDER if stage is not Stage.RECONCILE_SERVICE or stage in needed]
    return tuple(_stage(deployment, stage, reached, seconds) for stage in listed)


def _way_forward(deployment: state.Deployment, trail: Trail) -> Trail:
    """The stages before the deployment was sent back."""
    turned = deployment.rollback
    return trail if turned is None else tuple(step for step in trail if step[1] <= turned.started_at)


def _seconds(deployment: state.Deployment, way: Trail) -> dict[Stage, float]:
    """The seconds in each stage that was left; canary and linear pass some stages several times."""
    turned = deployment.rollback.started_at if deployment.rollback else deployment.finished_at
    ends = [entered for _, entered in way[1:]] + ([turned] if turned else [])
    spent: dict[Stage, float] = {}
    for (stage, entered), left in zip(way, ends, strict=False):
        spent[stage] = round(spent.get(stage, 0.0) + left - entered, 2)
    return spent


def _stage(
    deployment: state.Deployment, stage: Stage, reached: Stage, seconds: dict[Stage, float]
) -> model.Stage:
    passage = _passage(deployment, stage, reached)
    since = deployment.entered_at if passage is Passage.CURRENT else None
    spent = None if passage in {Passage.AHEAD, Passage.SKIPPED} else seconds.get(stage)
    return model.Stage(stage.value, passage, spent, since)


def _passage(deployment: state.Deployment, stage: Stage, reached: Stage) -> Passage:
    if deployment.status is Status.SUCCESSFUL or ORDER.index(stage) < ORDER.index(reached):
        return Passage.PASSED
    over = deployment.status not in FORWARD
    if stage is reached:
        return Passage.TURNED if over else Passage.CURRENT
    return Passage.SKIPPED if over else Passage.AHEAD


def _wait(deployment: state.Deployment, pace: Pace) -> Wait | None:
    paused = waiting(deployment)
    since = deployment.entered_at
    if paused:
        first = min(paused, key=lambda run: run.expires_at)
        back = first.action is HookAction.ROLLBACK
        return Wait(Waiting.ANSWER, since, first.expires_at, Then.ROLLBACK if back else Then.CONTINUE)
    if deployment.stage is Stage.BAKE_TIME:
        until = since + pace.minutes(deployment.config.bake_minutes)
        return Wait(Waiting.BAKE, since, until, Then.CONTINUE)
    if deployment.stage is Stage.PRODUCTION_TRAFFIC_SHIFT and deployment.rung and not at_top(deployment):
        rung = ladder(deployment.config)[deployment.rung - 1]
        return Wait(Waiting.STEP, since, since + pace.minutes(rung.bake_minutes), Then.CONTINUE)
    return None
