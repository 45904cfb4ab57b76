"""Targets and groups as the data plane holds them between views: health, connections, whose turn it is."""

from collections.abc import Sequence
from random import random
from typing import TYPE_CHECKING

from rehearsal.balancer.health import NO_HOST, REGISTERING, Health, State
from rehearsal.balancer.stickiness import token
from rehearsal.balancer.view import Target, TargetGroup, TargetKey

if TYPE_CHECKING:
    from rehearsal.balancer.plane.upstream import UpstreamConnection

_FRESH_SECONDS = 1.0


class TargetState:
    """One registration of a target."""

    def __init__(self, target: Target) -> None:
        self.key = target.key
        self.host = target.host or ""
        self.port = target.key.port
        self.health: Health = REGISTERING if target.host else NO_HOST
        self.active = 0
        self.is_leaving = False
        self.drain_started: float | None = None
        self.idle: list[UpstreamConnection] = []
        self.connections: set[UpstreamConnection] = set()
        self.token = token(f"{target.key.id}:{target.key.port}")

    def take(self, now: float, *, fresh_only: bool) -> "UpstreamConnection | None":
        """An idle connection, the warmest first; for a request that must not be repeated only a fresh one."""
        while self.idle:
            if fresh_only and now - self.idle[-1].idle_since > _FRESH_SECONDS:
                return None
            connection = self.idle.pop()
            if not connection.is_closing():
                return connection
        return None

    def close_idle(self, before: float = float("inf")) -> None:
        """End connections that carry nothing and have rested since before a moment."""
        for connection in list(self.idle):
            if connection.idle_since < before:
                self.idle.remove(connection)
                connection.close()

    def close_all(self) -> None:
        """End every connection, busy ones too."""
        for connection in list(self.connections):
            connection.close()


class GroupState:
    """One target group: its targets, those that take requests now, and whose turn it is."""

    def __init__(self, group: TargetGroup) -> None:
        self.group = group
        self.targets: dict[TargetKey, TargetState] = {}
        self.leaving: dict[TargetKey, TargetState] = {}
        self._ready: list[TargetState] = []
        self._turn = 0

    @property
    def active(self) -> int:
        """Requests on their way, to leaving targets too."""
        return sum(state.active for one in (self.targets, self.leaving) for state in one.values())

    @property
    def ready(self) -> Sequence[TargetState]:
        """Those that take requests now."""
        return self._ready

    def refresh(self) -> None:
        """Work out who takes requests: the healthy, or where nobody is, all the unhealthy (fail open)."""
        states = self.targets.values()
        healthy = [state for state in states if state.health.state is State.HEALTHY]
        self._ready = healthy or [state for state in states if state.health.state is State.UNHEALTHY]

    def choose(self, sticky: bytes | None = None) -> TargetState | None:
        """The target of the next request: the one a cookie names, or by the group's algorithm."""
        ready = self._ready
        if not ready:
            return None
        if sticky is not None:
            for state in ready:
                if state.token == sticky:
                    return state
        if self.group.algorithm == "least_outstanding_requests":
            return min(ready, key=_outstanding)
        if self.group.algorithm == "weighted_random":
            return ready[int(random() * len(ready))]  # noqa: S311 - spreads load, guards nothing
        self._turn = (self._turn + 1) % len(ready)
        return ready[self._turn]


def _outstanding(state: TargetState) -> int:
    return state.active
