"""The data plane's process, `python -m rehearsal.balancer.plane FD`: orders in, reports out."""

import asyncio
import gc
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from rehearsal.balancer.plane.plane import Plane

if TYPE_CHECKING:
    from rehearsal.balancer.messages import Order, Report

    Channel = Connection[Report, Order]

_REPORT_SECONDS = 0.25


async def serve(channel: "Channel") -> None:
    """Route until the control plane goes away: its end of the socket closes however it ends."""
    changed = asyncio.Event()
    plane = Plane(changed.set)
    sweeping = asyncio.create_task(plane.sweep())
    reporting = asyncio.create_task(_report(channel, plane, changed))
    with suppress(EOFError, ConnectionError):
        while True:
            await plane.follow(await _receive(channel))
            changed.set()
    sweeping.cancel()
    reporting.cancel()


async def _receive(channel: "Channel") -> "Order":
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(channel.fileno(), readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(channel.fileno())
    return channel.recv()


async def _report(channel: "Channel", plane: Plane, changed: asyncio.Event) -> None:
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


if __name__ == "__main__":
    # What the modules hold never goes away; the collector need not walk it over and over under load.
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    asyncio.run(serve(Connection(int(sys.argv[1]))))
