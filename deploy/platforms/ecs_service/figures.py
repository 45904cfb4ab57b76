"""What CloudWatch says of a component while we watch it: its alarms, and what its load balancer counted."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from deploy.connectors.alarms.port import Alarm, Alarms, Color, Counted, Figures
from deploy.connectors.clock.port import Clock
from deploy.settings.schema import Verify

EVERY_SECONDS = 10.0
"""CloudWatch counts by the minute; asking at every look would tell nothing more."""
_PER_CENT = 100.0
_HAIR = 1e-9
"""100 less 99.9 is a hair less than 0.1 in floating numbers."""
_MINUTE = timedelta(minutes=1)
"""Figures are dated by their minute, which may end after now; AWS rounds the beginning down to a minute."""


@dataclass
class Watchman:
    """Asks now and then; what it said last holds until it asks again."""

    alarms: Alarms
    clock: Clock
    rules: Verify
    names: tuple[str, ...] = ()
    _asked_at: float | None = field(default=None, init=False)
    _began: datetime | None = field(default=None, init=False)
    _subject: str = field(default="", init=False)
    _said: str = field(default="", init=False)

    def trouble(self, load_balancer: str, target_group: str, since: datetime) -> str:
        """What speaks against the release behind that group, whose deployment began then; else empty."""
        now = self.clock.boot()
        if self._subject != f"{target_group} {since}":
            self._subject, self._began, self._asked_at = f"{target_group} {since}", self.clock.wall(), None
        if self._asked_at is None or now - self._asked_at >= EVERY_SECONDS:
            self._asked_at = now
            self._said = self._red(since) or self._counted(load_balancer, target_group)
        return self._said

    def _red(self, since: datetime) -> str:
        """An alarm that was red before says nothing about this release; ECS leaves it out as well."""
        red = [a for a in self.alarms.look(self.names) if a.color is Color.RED and a.since >= since]
        return "; ".join(told(alarm) for alarm in red)

    def _counted(self, load_balancer: str, target_group: str) -> str:
        if not target_group or self._began is None:
            return ""
        until = self.clock.wall() + _MINUTE
        counted = Counted(load_balancer, target_group, self._began, until)
        return judged(self.alarms.figures(counted), self.rules)


def told(alarm: Alarm) -> str:
    """An alarm in words."""
    return f"alarm {alarm.name} is {alarm.color.value} since {alarm.since:%H:%M:%S}: {alarm.reason}"


def judged(figures: Figures, rules: Verify) -> str:
    """What is wrong with the figures; empty where nothing is, or where too few requests came to tell."""
    if figures.requests < rules.least_requests:
        return ""
    share = _PER_CENT * figures.errors / figures.requests
    allowed = _PER_CENT - rules.good_percent
    if share > allowed + _HAIR:
        count = f"{figures.errors} of {figures.requests} requests"
        return f"the load balancer counts {count} with 5xx: {share:.1f} %, allowed are {allowed:.1f} %"
    limit, p95 = rules.p95_milliseconds, figures.p95_seconds
    if limit is not None and p95 is not None and p95 * 1000 > limit:
        times = f"{p95 * 1000:.0f} ms over {figures.requests} requests"
        return f"the load balancer's p95 is {times}, allowed are {limit:g} ms"
    return ""
