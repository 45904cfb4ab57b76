"""A strict client, a process of its own: constant load, nothing retried, every request's fate is counted.

    python -m bench.ecs.load http://127.78.0.2:80 --kept=150 --fresh=50 --streams=2

It ends when its standard input does, and then prints what it saw as one JSON line.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from time import monotonic
from urllib.parse import urlsplit

IN_TIME = 5.0
STREAM_IN_TIME = 15.0
CONNECTIONS = 10
"""Kept connections; each takes its part of the kept requests."""
SHOWN = 20
END = b'data: {"end": true'


class Lost(Exception):
    """A request without its right answer, and why."""


@dataclass
class Seen:
    """What the client saw."""

    sent: int = 0
    lost: dict[str, int] = field(default_factory=dict)
    streams: int = 0
    cut: dict[str, int] = field(default_factory=dict)
    releases: dict[str, int] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)
    late: int = 0
    """Requests that this client itself sent more than a second late: it was kept from its work."""
    first_losses: list[str] = field(default_factory=list)
    first_loss: float = 0.0
    last_loss: float = 0.0
    seconds: float = 0.0


@dataclass
class Connection:
    """One connection, opened when it is needed."""

    host: str
    port: int
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str, *, keep: bool) -> bytes:
        """The head of the answer; anything but 200 is lost."""
        if self.streams is None:
            self.streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self.streams
        close = b"" if keep else b"Connection: close\r\n"
        writer.write(b"GET %b HTTP/1.1\r\nHost: bench\r\n%b\r\n" % (path.encode(), close))
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 "):
            raise Lost(head[:30].decode(errors="replace").splitlines()[0])
        return head

    async def get(self, path: str, *, keep: bool) -> bytes:
        """A body of announced length."""
        head = (await self.ask(path, keep=keep)).lower()
        assert self.streams is not None
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        body = await self.streams[0].readexactly(length)
        if not keep or b"connection: close" in head:
            self.close()
        return body

    async def stream(self, path: str) -> None:
        """A chunked body to its last chunk."""
        await self.ask(path, keep=False)
        assert self.streams is not None
        body = b""
        while (size := int(await self.streams[0].readuntil(b"\r\n"), 16)) > 0:
            body += (await self.streams[0].readexactly(size + 2))[:-2]
        if END not in body:
            raise Lost("no mark at the end")

    def close(self) -> None:
        """Close it; the next question opens another."""
        if self.streams is not None:
            self.streams[1].close()
        self.streams = None


@dataclass
class Client:
    """Everything that goes on at the same time."""

    host: str
    port: int
    seen: Seen = field(default_factory=Seen)
    is_over: asyncio.Event = field(default_factory=asyncio.Event)

    async def at_rate(self, rate: float, one: Callable[[float], Awaitable[None]]) -> None:
        """Begin so many a second, whatever became of the ones before."""
        began, count, under_way = monotonic(), 0, set()
        while not self.is_over.is_set():
            count += 1
            due = began + count / rate
            await asyncio.sleep(max(0.0, due - monotonic()))
            task = asyncio.ensure_future(one(due))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await asyncio.gather(*under_way)

    async def kept(self, rate: float) -> None:
        """One connection that is kept, and requests one after the other on it."""
        connection, began, count = Connection(self.host, self.port), monotonic(), 0
        while not self.is_over.is_set():
            count += 1
            due = began + count / rate
            await asyncio.sleep(max(0.0, due - monotonic()))
            await self._request(connection, due, keep=True)
        connection.close()

    async def fresh(self, due: float) -> None:
        """One request on a connection of its own."""
        await self._request(Connection(self.host, self.port), due, keep=False)

    async def stream(self, _due: float) -> None:
        """One stream to its end."""
        connection = Connection(self.host, self.port)
        self.seen.streams += 1
        try:
            await asyncio.wait_for(connection.stream("/api/chat/stream"), STREAM_IN_TIME)
        except (OSError, EOFError, TimeoutError, ValueError, Lost) as error:
            self._note(self.seen.cut, "stream", error)
        finally:
            connection.close()

    async def _request(self, connection: Connection, due: float, *, keep: bool) -> None:
        began = monotonic()
        self.seen.sent += 1
        self.seen.late += began - due > 1
        try:
            body = await asyncio.wait_for(connection.get("/api/work", keep=keep), IN_TIME)
            count(self.seen.releases, json.loads(body)["release"])
        except (OSError, EOFError, TimeoutError, ValueError, KeyError, Lost) as error:
            self._note(self.seen.lost, "kept" if keep else "fresh", error)
            connection.close()
        self.seen.milliseconds.append((monotonic() - began) * 1000)

    def _note(self, where: dict[str, int], kind: str, error: Exception) -> None:
        why = f"{kind}: {type(error).__name__} {error}".strip()
        count(where, why)
        self.seen.last_loss = monotonic()
        self.seen.first_loss = self.seen.first_loss or monotonic()
        if len(self.seen.first_losses) < SHOWN:
            self.seen.first_losses.append(f"{monotonic():.2f} {why}")


def count(where: dict[str, int], what: str) -> None:
    """One more of it."""
    where[what] = where.get(what, 0) + 1


async def run(given: argparse.Namespace) -> Seen:
    """Ask until standard input ends."""
    parts = urlsplit(given.url)
    client, began = Client(parts.hostname or "", parts.port or 80), monotonic()
    loop = asyncio.get_running_loop()
    loop.add_reader(sys.stdin.fileno(), client.is_over.set)
    over = asyncio.ensure_future(client.is_over.wait())
    over.add_done_callback(lambda _: setattr(client.seen, "seconds", monotonic() - began))
    kept = [client.kept(given.kept / CONNECTIONS) for _ in range(CONNECTIONS if given.kept else 0)]
    others = ((given.fresh, client.fresh), (given.streams, client.stream))
    await asyncio.gather(*kept, *(client.at_rate(rate, one) for rate, one in others if rate))
    return client.seen


def main() -> None:
    """Print what was seen."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("url")
    for name, rate in (("kept", 150.0), ("fresh", 50.0), ("streams", 2.0)):
        asked.add_argument(f"--{name}", type=float, default=rate, help="so many are begun in a second")
    print(json.dumps(asdict(asyncio.run(run(asked.parse_args())))))


if __name__ == "__main__":
    main()
