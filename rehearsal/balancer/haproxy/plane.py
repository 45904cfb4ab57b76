"""The data plane with haproxy: it follows views, checks targets, and tells haproxy what changed."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count

from rehearsal.balancer.haproxy.answers import error_pages
from rehearsal.balancer.haproxy.config import Inherited
from rehearsal.balancer.haproxy.doors import Doors, in_memory
from rehearsal.balancer.haproxy.found import binaries
from rehearsal.balancer.haproxy.program import Refused
from rehearsal.balancer.haproxy.runner import Layout, Runner
from rehearsal.balancer.health import GONE
from rehearsal.balancer.messages import Order, Report
from rehearsal.balancer.plane.fleet import Fleet
from rehearsal.balancer.plane.ledger import Ledger
from rehearsal.balancer.plane.targets import TargetState
from rehearsal.balancer.view import TargetKey, View

_SWEEP_SECONDS = 0.1
# What nobody waits for is looked at less often.
_SWEEPS_A_LOOK = 5


class HaproxyPlane:
    """All that routes; whoever speaks with haproxy holds the lock, so its answers are never mixed up."""

    def __init__(self, changed: Callable[[], None]) -> None:
        found = binaries()
        assert found is not None  # noqa: S101 - the engine is chosen only where they are found
        self._binaries = found
        self._changed = changed
        self._news = asyncio.Event()
        self._lock = asyncio.Lock()
        self._fleet = Fleet(self._news.set)
        self._ledger = Ledger()
        self._doors = Doors()
        self._pages = {status: in_memory("page", page) for status, page in error_pages().items()}
        self._now: Runner | None = None
        self._before: list[Runner] = []
        self._view = View()
        self._applied = 0
        self._health = self._fleet.health()
        self._problems: list[str] = []

    async def follow(self, order: Order) -> None:
        """Let another view hold; open connections, their requests and streams go on."""
        async with self._lock:
            self._view = order.view
            self._problems += self._doors.follow(order.view)
            self._fleet.follow(order.view, order.pace)
            await self._settle()
            self._applied = order.number

    async def _settle(self) -> None:
        """Make haproxy follow the fleet and the view, and only then tell of the health that was so before."""
        self._news.clear()
        health = self._fleet.health()
        layout = Layout(self._view, self._doors, Inherited(-1, self._pages), self._now)
        if not self._doors.ports():
            await self._retire()
        elif self._now is None or not self._now.fits(layout):
            await self._replace(layout)
        for runner in self._runners():
            await runner.tell(self._view, self._fleet)
        if self._now is not None and self._now.is_full:
            await self._replace(layout.with_more_seats())
        self._health = health
        self._changed()

    async def _replace(self, layout: Layout) -> None:
        """Start a process for a layout; the one before it ends after its last connection."""
        try:
            fresh = await Runner.start(self._binaries, layout, self._fleet, self._ledger)
        except Refused as refused:
            self._problems.append(str(refused))
            return
        await self._retire()
        self._now = fresh

    async def _retire(self) -> None:
        if self._now is not None:
            await self._now.retire()
            self._before.append(self._now)
            self._now = None

    def _runners(self) -> Iterator[Runner]:
        if self._now is not None:
            yield self._now
        yield from self._before

    async def sweep(self) -> None:
        """Pass new health on, end what is drained, and start haproxy again if it dies; for ever."""
        try:
            for number in count():
                with suppress(TimeoutError):
                    async with asyncio.timeout(_SWEEP_SECONDS):
                        await self._news.wait()
                async with self._lock:
                    await self._sweep(number)
        finally:
            for runner in self._runners():
                runner.kill()

    async def _sweep(self, number: int) -> None:
        if self._now is not None and not self._now.is_running:
            self._problems.append(f"haproxy ended ({self._now.exit_code}) and is started again")
            self._now = None
            self._news.set()
        if number % _SWEEPS_A_LOOK == 0 or self._has_leaving():
            await self._look()
            self._fleet.sweep(asyncio.get_running_loop().time())
        if self._news.is_set():
            await self._settle()

    def _has_leaving(self) -> bool:
        return any(
            one.health is not GONE for group in self._fleet.groups.values() for one in group.leaving.values()
        )

    async def _look(self) -> None:
        """Count requests on their way, in every process that still has some."""
        active: Counter[TargetKey] = Counter()
        for runner in self._runners():
            active.update(await runner.look())
        for state in self._states():
            state.active = active[state.key]
        for runner in self._before:
            await runner.hang_up_if_idle()
        self._before = [runner for runner in self._before if runner.is_running]

    def _states(self) -> Iterator[TargetState]:
        for group in self._fleet.groups.values():
            yield from group.targets.values()
            yield from group.leaving.values()

    def report(self) -> Report:
        """What is so now, and what happened since the last report."""
        tallies, served = self._ledger.take()
        drained, self._fleet.drained = tuple(self._fleet.drained), []
        problems, self._problems = tuple(self._problems), []
        return Report(
            applied=self._applied,
            ports=self._doors.ports(),
            health=self._health,
            drained=drained,
            tallies=tallies,
            active=tuple((arn, group.active) for arn, group in self._fleet.groups.items()),
            served=served,
            problems=problems,
        )
