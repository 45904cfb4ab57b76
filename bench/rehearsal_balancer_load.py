"""The strict client of the load balancer's bench: it counts every failure and retries nothing."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from time import perf_counter

CONNECTIONS = 8


@dataclass
class Tally:
    """What a strict client saw."""

    seconds: list[float] = field(default_factory=list)
    bodies: Counter[bytes] = field(default_factory=Counter)
    failed: int = 0
    wall: float = 0.0

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.seconds) / self.wall

    def percentile(self, share: float) -> float:
        """A latency in milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


async def one_request(
    host: str, port: int, streams: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]], *, keep: bool
) -> bytes:
    """One request on the caller's connection, opened where there is none."""
    if not streams:
        streams.append(await asyncio.open_connection(host, port))
    reader, writer = streams[-1]
    writer.write(b"GET /work HTTP/1.1\r\nHost: bench\r\n%b\r\n" % (b"" if keep else b"Connection: close\r\n"))
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        raise ValueError(head[:40])
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    body = await reader.readexactly(length)
    if not keep:
        writer.close()
        streams.pop()
    return body


async def run_load(host: str, port: int, total: int, *, keep: bool = True) -> Tally:
    """Some clients, one request after the other each."""
    tally = Tally()

    async def client(share: int) -> None:
        streams: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        for _ in range(share):
            began = perf_counter()
            try:
                tally.bodies[await one_request(host, port, streams, keep=keep)] += 1
            except (OSError, ValueError, asyncio.IncompleteReadError):
                tally.failed += 1
                streams.clear()
            tally.seconds.append(perf_counter() - began)

    began = perf_counter()
    await asyncio.gather(*(client(total // CONNECTIONS) for _ in range(CONNECTIONS)))
    tally.wall = perf_counter() - began
    return tally
