"""What each data plane costs: through it against straight to the target and against bare haproxy, in one run.

    python -m bench.rehearsal_balancer [--engine embedded|haproxy] [--seconds 120]

Rounds alternate between the two ways, so the ratios hold even where the machine's speed drifts. A strict
client counts every failure and retries nothing.
"""

import argparse
import asyncio
import multiprocessing
import os
import statistics
from functools import partial
from pathlib import Path
from time import monotonic

from bench.rehearsal_balancer_load import Tally, run_load
from bench.rehearsal_balancer_yardstick import bare_haproxy, compare_with_wrk
from rehearsal.balancer.engines import Engine, plane_of
from rehearsal.balancer.haproxy.found import binaries
from rehearsal.balancer.health import State
from rehearsal.balancer.messages import Order, Report
from rehearsal.balancer.view import (
    Forward,
    Listener,
    LoadBalancer,
    Rule,
    Target,
    TargetGroup,
    TargetKey,
    View,
)

ADDRESS, PORT = "127.78.3.250", 18900
TARGETS = {"blue": 18901, "green": 18902}
ROUNDS = 5
REQUESTS = 4_000
SHIFTING = 100_000
SPLIT = 10_000
STREAMS = 10
HAPROXY_PORT = 18903


class Answering(asyncio.Protocol):
    """A target that costs next to nothing: it answers each head with its name."""

    def __init__(self, name: bytes) -> None:
        self.answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(name), name)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer, or begin a stream of events."""
        if data.startswith(b"GET /stream"):
            self.transport.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            self.streaming = asyncio.ensure_future(self.stream())
            return
        self.transport.write(self.answer * data.count(b"\r\n\r\n"))

    async def stream(self) -> None:
        """Thirty events over three seconds."""
        for _ in range(30):
            self.transport.write(b"7\r\nevent\r\n\r\n")
            await asyncio.sleep(0.1)
        self.transport.write(b"0\r\n\r\n")


def serve_targets() -> None:
    """Both targets in one process."""

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        for name, port in TARGETS.items():
            await loop.create_server(partial(Answering, name.encode()), "127.0.0.1", port)
        await asyncio.Event().wait()

    asyncio.run(serve())


def view(blue: int, green: int) -> View:
    """Two groups of one target each, by weight."""
    groups = tuple(
        TargetGroup(name, (Target(TargetKey(name, "127.0.0.1", port), "127.0.0.1"),))
        for name, port in TARGETS.items()
    )
    action = Forward((("blue", blue), ("green", green)))
    listener = Listener("listener", "HTTP", PORT, (Rule("default", action),))
    return View((LoadBalancer("lb", ADDRESS, (listener,)),), groups)


class Desk:
    """The control plane's side: sends views, waits until they hold."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.last: Report | None = None
        self.number = 0
        self.plane = plane_of(engine)(self._take)
        self.plane.start()

    def _take(self, report: Report) -> None:
        self.last = report

    async def show(self, blue: int, green: int, *, wait: bool = True) -> None:
        """Let weights hold."""
        self.number += 1
        self.plane.follow(Order(self.number, view(blue, green)))
        while wait and not self._holds():  # noqa: ASYNC110 - reports come on a thread
            await asyncio.sleep(0.01)

    def _holds(self) -> bool:
        states = [health.state for _, health in self.last.health] if self.last else []
        return self.last is not None and self.last.applied >= self.number and states == [State.HEALTHY] * 2

    def cpu(self) -> float:
        """Processor seconds of the data plane so far, haproxy's included."""
        pid = self.plane.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return sum(_cpu_of(one) for one in (str(pid), *children))


def _cpu_of(pid: str) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def compare(desk: Desk, *, keep: bool) -> None:
    """Rounds straight and through, alternating."""
    straight, through, per_core = [], [], []
    for _ in range(ROUNDS):
        straight.append(await run_load("127.0.0.1", TARGETS["blue"], REQUESTS, keep=keep))
        before = desk.cpu()
        through.append(await run_load(ADDRESS, PORT, REQUESTS, keep=keep))
        per_core.append(REQUESTS / max(desk.cpu() - before, 0.01))
    ratio = statistics.median(b.rate / a.rate for a, b in zip(straight, through, strict=True))
    added = statistics.median(
        b.percentile(0.99) - a.percentile(0.99) for a, b in zip(straight, through, strict=True)
    )
    kind = "keep-alive" if keep else "new connections"
    print(f"{kind}: {statistics.median(one.rate for one in through):.0f} requests/s through, ", end="")
    print(f"{statistics.median(one.rate for one in straight):.0f} straight, ratio {ratio:.2f}; ", end="")
    print(f"{statistics.median(per_core):.0f} requests per processor second of the plane; ", end="")
    print(f"p99 {added:+.1f} ms over straight; failed {sum(one.failed for one in through)}")


async def compare_haproxy(desk: Desk) -> None:
    """Rounds through bare haproxy and through ours, alternating: with this client, and with wrk if found."""
    for blue, green in ((100, 0), (90, 10)):
        await desk.show(blue, green)
        with bare_haproxy(HAPROXY_PORT, TARGETS["blue"]) as found:
            if not found:
                print("haproxy is not installed: not compared")
                return
            await asyncio.sleep(1)
            ratios = []
            for _ in range(ROUNDS):
                theirs = await run_load("127.0.0.1", HAPROXY_PORT, REQUESTS)
                ratios.append((await run_load(ADDRESS, PORT, REQUESTS)).rate / theirs.rate)
            share = statistics.median(ratios)
            said = (
                f"{desk.engine} at {blue}/{green}: {share:.2f} of bare haproxy's requests/s with this client"
            )
            print(said, end="; ")
            print(await asyncio.to_thread(compare_with_wrk, f"127.0.0.1:{HAPROXY_PORT}", f"{ADDRESS}:{PORT}"))


async def one_stream() -> bool:
    """Whether a stream came to its end."""
    reader, writer = await asyncio.open_connection(ADDRESS, PORT)
    writer.write(b"GET /stream HTTP/1.1\r\nHost: bench\r\n\r\n")
    try:
        return (await reader.readuntil(b"0\r\n\r\n")).count(b"event") == 30
    except (OSError, asyncio.IncompleteReadError):
        return False
    finally:
        writer.close()


async def streams(ended: asyncio.Event) -> list[bool]:
    """Streams one after the other until the end."""
    whole = []
    while not ended.is_set():
        whole.append(await one_stream())
    return whole


async def shift(desk: Desk, seconds: float) -> None:
    """Requests while weights change every 100 ms, for at most so long."""
    ended = asyncio.Event()

    async def change() -> int:
        shifts = 0
        while not ended.is_set():
            await desk.show(100 - shifts * 10 % 110, shifts * 10 % 110, wait=False)
            shifts += 1
            await asyncio.sleep(0.1)
        return shifts

    changing = asyncio.create_task(change())
    flowing = [asyncio.create_task(streams(ended)) for _ in range(STREAMS)]
    total = Tally()
    deadline = monotonic() + seconds
    while len(total.seconds) < SHIFTING and monotonic() < deadline:
        part = await run_load(ADDRESS, PORT, REQUESTS, keep=len(total.seconds) % 5 != 0)
        total.seconds += part.seconds
        total.failed += part.failed
    ended.set()
    whole = [one for flow in await asyncio.gather(*flowing) for one in flow]
    print(f"weights changed {await changing} times: failed {total.failed} of {len(total.seconds)}; ", end="")
    print(f"streams cut {whole.count(False)} of {len(whole)}")


async def split(desk: Desk) -> None:
    """A share of 10 in 100."""
    await desk.show(90, 10)
    seen = (await run_load(ADDRESS, PORT, SPLIT)).bodies
    print(f"10/90 over {SPLIT} requests: green {seen[b'green'] / SPLIT:.2%}")


async def measure(engine: Engine, seconds: float) -> None:
    """Everything of one engine, printed."""
    print(f"-- {engine}")
    desk = Desk(engine)
    try:
        await desk.show(100, 0)
        await compare(desk, keep=True)
        await compare(desk, keep=False)
        await compare_haproxy(desk)
        await split(desk)
        await shift(desk, seconds)
    finally:
        desk.plane.stop()


def main() -> None:
    """Each engine in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", type=Engine, choices=list(Engine))
    parser.add_argument(
        "--seconds", type=float, default=120, help="the most that the shifting of weights may take"
    )
    asked = parser.parse_args()
    targets = multiprocessing.Process(target=serve_targets, daemon=True)
    targets.start()
    print(f"load before: {os.getloadavg()[0]:.1f}")
    for engine in [asked.engine] if asked.engine else list(Engine):
        if engine is Engine.HAPROXY and binaries() is None:
            print("haproxy is not installed: not measured")
        else:
            asyncio.run(measure(engine, asked.seconds))
    print(f"load after: {os.getloadavg()[0]:.1f}")
    targets.terminate()


if __name__ == "__main__":
    main()
