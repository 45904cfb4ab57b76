"""A data plane's process: orders in, reports out, until the control plane goes away."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from rehearsal.balancer.messages import Order, Report

    Channel = Connection[Report, Order]

_REPORT_SECONDS = 0.25


class Routing(Protocol):
    """What routes, inside the process."""

    async def follow(self, order: "Order") -> None:
        """Let another view hold."""

    async def sweep(self) -> None:
        """Look after what is open, for ever."""

    def report(self) -> "Report":
        """What is so now, and what happened since the last report."""


async def serve(channel: "Channel", make: Callable[[Callable[[], None]], Routing]) -> None:
    """Route until the control plane's end of the socket closes, or a task of ours fails; then end whole."""
    changed = asyncio.Event()
    plane = make(changed.set)
    works = (_follow(channel, plane, changed), plane.sweep(), _report(channel, plane, changed))
    tasks = [asyncio.ensure_future(work) for work in works]
    ended, rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
    for task in ended:
        task.result()


async def _follow(channel: "Channel", plane: Routing, changed: asyncio.Event) -> None:
    with suppress(EOFError, ConnectionError):
        while True:
            await plane.follow(await _receive(channel))
            changed.set()


async def _receive(channel: "Channel") -> "Order":
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(channel.fileno(), readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(channel.fileno())
    return channel.recv()


async def _report(channel: "Channel", plane: Routing, changed: asyncio.Event) -> None:
    last: Report | None = None
    with suppress(ConnectionError):
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_REPORT_SECONDS):
                    await changed.wait()
            changed.clear()
            report = plane.report()
            if report != last:
                # On a thread: a control plane that does not read must not stop the traffic.
                await asyncio.to_thread(channel.send, report)
            last = report
