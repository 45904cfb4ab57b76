"""A connection to a target; it carries one exchange at a time and rests in the target's pool in between."""

import asyncio
import ssl
from contextlib import suppress
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from rehearsal.balancer.plane.exchange import Exchange
    from rehearsal.balancer.plane.targets import TargetState

WRITE_BUFFER = 256 * 1024
CONNECT_SECONDS = 10.0


class UpstreamConnection(asyncio.Protocol):
    """The target's side of an exchange."""

    def __init__(self, state: "TargetState") -> None:
        self.state = state
        self.exchange: Exchange | None = None
        self.idle_since = 0.0
        self.is_reused = False
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport; what a slow target has not taken yet is bounded."""
        self.transport = cast("asyncio.Transport", transport)
        self.transport.set_write_buffer_limits(high=WRITE_BUFFER)
        self.state.connections.add(self)

    def data_received(self, data: bytes) -> None:
        """Hand bytes to the exchange; bytes that nobody asked for end the connection."""
        if self.exchange is None:
            self.transport.abort()
        else:
            self.exchange.on_upstream_data(data)

    def eof_received(self) -> bool:
        """Tell the exchange; only a tunnel stays half open."""
        return self.exchange is not None and self.exchange.on_upstream_eof()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Leave the pool and tell the exchange."""
        self.state.connections.discard(self)
        with suppress(ValueError):
            self.state.idle.remove(self)
        if self.exchange is not None:
            self.exchange.on_upstream_lost()

    def pause_writing(self) -> None:
        """Read no more of the client while the target is slow."""
        if self.exchange is not None:
            self.exchange.client.pause_reading()

    def resume_writing(self) -> None:
        """Read on."""
        if self.exchange is not None:
            self.exchange.client.resume_reading()

    def is_closing(self) -> bool:
        """Whether no request may be sent any more."""
        return self.transport.is_closing()

    def is_reusable(self) -> bool:
        """Whether another request may follow: open, and everything that was written has gone out."""
        return not self.transport.is_closing() and self.transport.get_write_buffer_size() == 0

    def rest(self, now: float) -> None:
        """Go back to the pool."""
        self.exchange = None
        self.idle_since = now
        self.is_reused = True
        self.transport.resume_reading()
        self.state.idle.append(self)

    def close(self) -> None:
        """End after what is written has gone out."""
        self.transport.close()

    def leave(self) -> None:
        """End at once; the exchange hears nothing any more."""
        self.exchange = None
        self.transport.abort()


async def open_upstream(state: "TargetState", context: ssl.SSLContext | None) -> UpstreamConnection:
    """A new connection to a target, within the ten seconds that an ALB gives it."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(CONNECT_SECONDS):
        _, connection = await loop.create_connection(
            lambda: UpstreamConnection(state), state.host, state.port, ssl=context
        )
    return connection


def tls_to_targets() -> ssl.SSLContext:
    """An ALB does not verify a target's certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
