"""Requests per second and errors of each target group over the last seconds, for whoever wants to look."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from rehearsal.balancer.messages import Report
from rehearsal.balancer.tally import Tally, hundreds

_WINDOW_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One target group now: rates over the last seconds, and sums since the start."""

    requests_per_second: float
    errors_per_second: float
    active: int
    requests: int
    errors: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All target groups now, by ARN."""

    at: float
    groups: Mapping[str, GroupFigures] = field(default_factory=dict)


@dataclass(slots=True)
class _Sum:
    requests: int = 0
    errors: int = 0


class Stats:
    """Takes reports, gives snapshots; times are monotonic seconds."""

    def __init__(self) -> None:
        self._window: deque[tuple[float, str, _Sum]] = deque()
        self._sums: dict[str, _Sum] = {}
        self._active: dict[str, int] = {}

    def take(self, report: Report, now: float) -> None:
        """Count what a report tells."""
        self._active = dict(report.active)
        self._forget(now)
        for key, tally in report.tallies:
            if key.group:
                figures = _Sum(tally.requests, errors_in(tally))
                self._window.append((now, key.group, figures))
                total = self._sums.setdefault(key.group, _Sum())
                total.requests += figures.requests
                total.errors += figures.errors

    def snapshot(self, now: float) -> Snapshot:
        """The figures of every group that is there or has had a request."""
        self._forget(now)
        return Snapshot(now, {arn: self._figures(arn) for arn in self._active.keys() | self._sums.keys()})

    def _forget(self, now: float) -> None:
        while self._window and now - self._window[0][0] > _WINDOW_SECONDS:
            self._window.popleft()

    def _figures(self, arn: str) -> GroupFigures:
        recent = [figures for _, group, figures in self._window if group == arn]
        total = self._sums.get(arn, _Sum())
        return GroupFigures(
            requests_per_second=sum(one.requests for one in recent) / _WINDOW_SECONDS,
            errors_per_second=sum(one.errors for one in recent) / _WINDOW_SECONDS,
            active=self._active.get(arn, 0),
            requests=total.requests,
            errors=total.errors,
        )


def errors_in(tally: Tally) -> int:
    """Answers with 5XX, of the target or of the load balancer for it."""
    return hundreds(tally.target_codes, 5) + hundreds(tally.elb_codes, 5)
