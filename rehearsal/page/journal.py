"""What only time tells: the stages that deployments passed, and the traffic of the last minute."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from rehearsal.balancer.stats import GroupFigures, Snapshot
from rehearsal.ecs.controller import state
from rehearsal.ecs.controller.words import Stage
from rehearsal.page.model import Traffic

MINUTE = 60
SECOND = 1.0
Trail = tuple[tuple[Stage, float], ...]


@dataclass(slots=True)
class Journal:
    """Written at every tick, whether somebody watches or not; it keeps what stands now and no more."""

    trails: dict[str, Trail] = field(default_factory=dict)
    _traffic: dict[str, deque[tuple[float, float]]] = field(default_factory=dict)
    _totals: Snapshot | None = None

    def note_stages(self, deployments: Iterable[state.Deployment]) -> None:
        """Note the stages of the newest deployment of each service; the others are forgotten."""
        self.trails = {one.arn: _longer(self.trails.get(one.arn, ()), one) for one in deployments}

    def note_traffic(self, totals: Snapshot) -> None:
        """Note what came since the last second."""
        before, self._totals = self._totals, totals
        if before is None:
            return
        elapsed = totals.at - before.at
        self._traffic = {
            group: self._traffic.get(group, deque([(0.0, 0.0)] * MINUTE, maxlen=MINUTE))
            for group in totals.groups
        }
        for group, samples in self._traffic.items():
            samples.append(_per_second(before.groups.get(group), totals.groups[group], elapsed))

    def is_due(self, now: float) -> bool:
        """Whether a second has passed since traffic was noted."""
        return self._totals is None or now - self._totals.at >= SECOND

    def traffic(self, group: str) -> Traffic:
        """The last minute of a target group."""
        samples = self._traffic.get(group) or [(0.0, 0.0)] * MINUTE
        return Traffic(tuple(requests for requests, _ in samples), tuple(errors for _, errors in samples))


def _longer(trail: Trail, deployment: state.Deployment) -> Trail:
    step = (deployment.stage, deployment.entered_at)
    return trail if trail and trail[-1] == step else (*trail, step)


def _per_second(before: GroupFigures | None, after: GroupFigures, elapsed: float) -> tuple[float, float]:
    """The difference of two sums; a group seen for the first time began at zero."""
    requests, errors = (before.requests, before.errors) if before else (0, 0)
    return round((after.requests - requests) / elapsed, 1), round((after.errors - errors) / elapsed, 1)
