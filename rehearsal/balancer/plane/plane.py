"""The data plane as a whole: it follows views and holds groups, listeners and the ledger."""

import asyncio
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
    from rehearsal.balancer.view import View

_SWEEP_SECONDS = 0.1


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
        """Let another view hold; open connections, their requests and streams go on."""
        self.fleet.follow(order.view, order.pace)
        await self._follow_listeners(order.view)
        self._applied = order.number

    def note(self, problem: str) -> None:
        """Tell the control plane of something that went wrong."""
        self._problems.append(problem)

    async def _follow_listeners(self, view: "View") -> None:
        wanted = {one.arn: (balancer, one) for balancer in view.load_balancers for one in balancer.listeners}
        for arn in self._listeners.keys() - wanted.keys():
            self._close(arn)
        for arn, (balancer, listener) in wanted.items():
            state = self._listeners.get(arn)
            if state is not None and state.is_same_door(balancer, listener):
                state.follow(balancer, listener)
                continue
            if state is not None:
                self._close(arn)
            self._listeners[arn] = ListenerState(self, balancer, listener)
            await self._open(self._listeners[arn])

    async def _open(self, state: ListenerState) -> None:
        try:
            await state.open()
        except OSError as error:
            self.note(f"{state.listener.arn}: {error}")

    def _close(self, arn: str) -> None:
        state = self._listeners.pop(arn)
        state.close()
        self._closing.add(state)

    async def sweep(self) -> None:
        """End what is idle or drained, for ever."""
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            now = self.now()
            for state in (*self._listeners.values(), *self._closing):
                for connection in list(state.connections):
                    connection.check(now)
            self._closing = {state for state in self._closing if state.connections}
            self.fleet.sweep(now)

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
