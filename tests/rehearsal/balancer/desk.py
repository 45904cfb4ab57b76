"""The control plane's side of a data plane, for tests: it shows views and waits for what is reported."""

from collections.abc import Callable
from dataclasses import replace
from threading import Condition

import pytest

from rehearsal.balancer.engines import Engine, plane_of
from rehearsal.balancer.health import Health, State
from rehearsal.balancer.messages import Order, Pace, Report, Served
from rehearsal.balancer.tally import Tally, TallyKey
from rehearsal.balancer.view import (
    Action,
    Forward,
    HealthCheck,
    Listener,
    LoadBalancer,
    Rule,
    Target,
    TargetGroup,
    TargetKey,
    View,
)

PACE = Pace(health=20, drain=20, patience_seconds=1, shortest_interval=0.05)
CHECK = HealthCheck(interval_seconds=1, timeout_seconds=1, healthy_threshold=2, unhealthy_threshold=2)
PLAIN = LoadBalancer("arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/lb/1", "", ())
PATIENCE = 10.0


class Desk:
    """One data plane in a process of its own, one load balancer, one listener."""

    def __init__(self, address: str, engine: Engine) -> None:
        self.address = address
        self.kind = engine
        self.tallies: dict[TallyKey, Tally] = {}
        self.served: list[Served] = []
        self.drained: list[TargetKey] = []
        self.health: dict[TargetKey, Health] = {}
        self.port = 0
        self.applied = 0
        self.active: dict[str, int] = {}
        self._number = 0
        self._news = Condition()
        self.engine = plane_of(engine)(self._take)
        self.engine.start()

    def only_embedded(self, why: str) -> None:
        """Leave a test out where haproxy differs; each such line stands in rehearsal/FIDELITY.md."""
        if self.kind is Engine.HAPROXY:
            pytest.skip(f"haproxy {why}")

    def _take(self, report: Report) -> None:
        with self._news:
            self.applied = report.applied
            self.health = dict(report.health)
            self.active = dict(report.active)
            self.drained += report.drained
            self.served += report.served
            for key, tally in report.tallies:
                self.tallies.setdefault(key, Tally()).add(tally)
            self.port = dict(report.ports).get("listener", 0)
            self._news.notify_all()

    def wait(self, holds: Callable[[], bool]) -> None:
        """Wait until something is reported."""
        with self._news:
            assert self._news.wait_for(holds, PATIENCE), f"not reported within {PATIENCE} s: {self.health}"

    def show(self, view: View) -> None:
        """Let a view hold."""
        self._number += 1
        self.engine.follow(Order(self._number, view, PACE))
        self.wait(lambda: self.applied >= self._number)

    def route(
        self,
        action: Action,
        *groups: TargetGroup,
        rules: tuple[Rule, ...] = (),
        balancer: LoadBalancer = PLAIN,
    ) -> None:
        """Show one listener with this default action, and wait until nobody's health is undecided."""
        listener = Listener("listener", "HTTP", 0, (*rules, Rule("default", action)))
        shown = replace(balancer, address=self.address, listeners=(listener,))
        self.show(View((shown,), groups))
        self.wait(lambda: State.INITIAL not in {health.state for health in self.health.values()})

    def forward(self, *ports: int, balancer: LoadBalancer = PLAIN) -> None:
        """Send everything to one group of targets on these ports."""
        self.route(Forward((("blue", 1),)), group("blue", *ports), balancer=balancer)

    def stop(self) -> None:
        """End the process."""
        self.engine.stop()


def group(name: str, *ports: int, check: HealthCheck = CHECK) -> TargetGroup:
    """A target group of loopback ports."""
    targets = tuple(Target(TargetKey(name, "127.0.0.1", port), "127.0.0.1") for port in ports)
    return TargetGroup(name, targets, check)


def draining(name: str, *ports: int) -> TargetGroup:
    """The same group with every target on its way out."""
    whole = group(name, *ports)
    return replace(whole, targets=tuple(replace(one, is_draining=True) for one in whole.targets))
