"""How production traffic moves: all at once, canary, or in equal steps."""

from dataclasses import dataclass, replace

from rehearsal.ecs.controller.actions import Shift
from rehearsal.ecs.controller.config import Config
from rehearsal.ecs.controller.state import Deployment
from rehearsal.ecs.controller.turn import Turn
from rehearsal.ecs.controller.words import Road, Strategy

WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Rung:
    """One production shift: the share afterwards, and the minutes to wait before the next one."""

    share: float
    bake_minutes: int


def ladder(config: Config) -> tuple[Rung, ...]:
    """List the production shifts of a strategy; no wait follows the last one."""
    if config.strategy is Strategy.CANARY and config.canary.percent < WHOLE:
        return (Rung(config.canary.percent, config.canary.bake_minutes), Rung(WHOLE, 0))
    if config.strategy is Strategy.LINEAR:
        return _steps(config.linear.percent, config.linear.bake_minutes)
    return (Rung(WHOLE, 0),)


def _steps(percent: float, bake: int) -> tuple[Rung, ...]:
    rungs = []
    share = percent
    while share < WHOLE:
        rungs.append(Rung(round(share, 1), bake))
        share += percent
    return (*rungs, Rung(WHOLE, 0))


def climb(turn: Turn, deployment: Deployment) -> Turn:
    """Make the next production shift; beside a first deployment nobody could serve the rest."""
    share = ladder(deployment.config)[deployment.rung].share if turn.service.live else WHOLE
    side = turn.service.side_of(deployment.target)
    climbed = replace(deployment, rung=deployment.rung + 1, production_share=share)
    return turn.put(climbed).act(Shift(Road.PRODUCTION, side, share))


def rested(turn: Turn, deployment: Deployment) -> bool:
    """Say whether the wait after the latest production shift is over."""
    rung = ladder(deployment.config)[deployment.rung - 1]
    return turn.now >= deployment.entered_at + turn.service.pace.minutes(rung.bake_minutes)


def at_top(deployment: Deployment) -> bool:
    """Say whether every production shift was made."""
    return deployment.rung == len(ladder(deployment.config))


def test_shift(turn: Turn, deployment: Deployment) -> Turn:
    """Send all test traffic to the target."""
    side = turn.service.side_of(deployment.target)
    return turn.put(replace(deployment, test_share=WHOLE)).act(Shift(Road.TEST, side, WHOLE))


def shift_back(turn: Turn, deployment: Deployment) -> Turn:
    """Send all traffic to the live revision again, on the roads where some of it had left."""
    side = turn.service.side_of(turn.service.live)
    if deployment.production_share:
        turn = turn.act(Shift(Road.PRODUCTION, side, WHOLE))
    if deployment.test_share:
        turn = turn.act(Shift(Road.TEST, side, WHOLE))
    return turn.put(replace(deployment, production_share=0.0, test_share=0.0))
