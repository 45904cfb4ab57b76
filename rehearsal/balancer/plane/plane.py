"""The data plane as a whole: it follows views and holds groups, listeners and the ledger."""

import asyncio
from itertools import count
from typing import TYPE_CHECKING

from rehearsal.balancer.messages import Order, Report
from rehearsal.balancer.plane.fleet import Fleet
from rehearsal.balancer.plane.ledger import Ledger
from rehearsal.balancer.plane.listener import ListenerState
from rehearsal.balancer.plane.upstream import tls_to_targets

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from rehearsal.balancer.plane.targets import GroupState
    from rehearsal.balancer.view import Listener, LoadBalancer

_SWEEP_SECONDS = 0.1
# Idle clients may wait a little; there can be thousands of them.
_SWEEPS_A_LOOK = 5


class Plane:
    """All that routes; everything runs on one event loop, so nothing needs a lock."""

    def __init__(self, changed: "Callable[[], None]") -> None:
        self.loop = asyncio.get_running_loop()
        self.now = self.loop.time
        self.fleet = Fleet(changed)
        self.groups: dict[str, GroupState] = self.fleet.groups
        self.ledger = Ledger()
        self._listeners: dict[str, ListenerState] = {}
        self._closing: set[ListenerState] = set()
        self._applied = 0
        self._problems: list[str] = []
        self._tls: ssl.SSLContext | None = None

    async def follow(self, order: Order) -> None:
        """Let another view hold; open connections, their requests and streams go on.

        New doors open first, so that a target is never called healthy behind a door that is still shut; the
        rest changes in one go between two events of the loop.
        """
        view = order.view
        wanted = {one.arn: (balancer, one) for balancer in view.load_balancers for one in balancer.listeners}
        self._close_all_but(wanted)
        for arn in wanted.keys() - self._listeners.keys():
            self._listeners[arn] = ListenerState(self, *wanted[arn])
            await self._open(self._listeners[arn])
        self.fleet.follow(view, order.pace)
        for arn, (balancer, listener) in wanted.items():
            self._listeners[arn].follow(balancer, listener)
        self._applied = order.number

    def _close_all_but(self, wanted: "dict[str, tuple[LoadBalancer, Listener]]") -> None:
        for arn, state in list(self._listeners.items()):
            if arn not in wanted or not state.is_same_door(*wanted[arn]):
                del self._listeners[arn]
                state.close()
                self._closing.add(state)

    def note(self, problem: str) -> None:
        """Tell the control plane of something that went wrong."""
        self._problems.append(problem)

    async def _open(self, state: ListenerState) -> None:
        try:
            await state.open()
        except OSError as error:
            self.note(f"{state.listener.arn}: {error}")

    async def sweep(self) -> None:
        """End what is idle or drained, for ever."""
        for number in count():
            await asyncio.sleep(_SWEEP_SECONDS)
            self.fleet.sweep(self.now())
            if number % _SWEEPS_A_LOOK == 0:
                self._look_at_clients()

    def _look_at_clients(self) -> None:
        now = self.now()
        for state in (*self._listeners.values(), *self._closing):
            for connection in list(state.connections):
                connection.check(now)
        self._closing = {state for state in self._closing if state.connections}

    def tls_for(self, group: "GroupState") -> "ssl.SSLContext | None":
        """How to speak to the targets of a group."""
        if group.group.protocol != "HTTPS":
            return None
        if self._tls is None:
            self._tls = tls_to_targets()
        return self._tls

    def report(self) -> Report:
        """What is so now, and what happened since the last report."""
        tallies, served = self.ledger.take()
        drained, self.fleet.drained = tuple(self.fleet.drained), []
        problems, self._problems = tuple(self._problems), []
        return Report(
            applied=self._applied,
            ports=tuple((arn, state.port) for arn, state in self._listeners.items()),
            health=self.fleet.health(),
            drained=drained,
            tallies=tallies,
            active=tuple((arn, group.active) for arn, group in self.groups.items()),
            served=served,
            problems=problems,
        )
