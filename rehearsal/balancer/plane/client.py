"""A client's connection: it reads heads, asks the listener what holds, and keeps order between requests."""

import asyncio
from typing import TYPE_CHECKING, cast

from rehearsal.balancer.answers import error_answer
from rehearsal.balancer.http1 import limits
from rehearsal.balancer.http1.body import BadBody, Body, ChunkedBody, LengthBody
from rehearsal.balancer.http1.headers import BadHead
from rehearsal.balancer.http1.request import Request, parse_request
from rehearsal.balancer.plane.exchange import Exchange
from rehearsal.balancer.plane.upstream import WRITE_BUFFER

if TYPE_CHECKING:
    from rehearsal.balancer.plane.choice import Choice
    from rehearsal.balancer.plane.forwarding import Origin
    from rehearsal.balancer.plane.listener import ListenerState
    from rehearsal.balancer.plane.plane import Plane

_HELD = 64 * 1024
# How long a connection that is to end may take to hand over its last bytes.
_LINGER_SECONDS = 5.0


class ClientConnection(asyncio.Protocol):
    """The client's side: one request after the other."""

    def __init__(self, plane: "Plane", listener: "ListenerState") -> None:
        self.plane = plane
        self.listener = listener
        self.exchange: Exchange | None = None
        self.keeps_alive = True
        self.touched = plane.now()
        self.peer = ""
        self.origin: Origin
        self.transport: asyncio.Transport
        self._buffer = b""
        self._rest: Body | None = None  # a request body that nobody wants any more
        self._has_eof = False
        self._closing = False
        self._is_slow = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport and note where the client is."""
        self.transport = cast("asyncio.Transport", transport)
        self.transport.set_write_buffer_limits(high=WRITE_BUFFER)
        host, port = transport.get_extra_info("peername")[:2]
        self.peer = f"{host}:{port}"
        self.origin = self.listener.origin(host)
        self.listener.connections.add(self)

    def data_received(self, data: bytes) -> None:
        """More of a body, or of the next head."""
        if self.exchange is not None:
            self.exchange.on_client_data(data)
            return
        self.touched = self.plane.now()
        if self._closing:
            return
        if self._rest is not None:
            data = self._discard(data)
        self._buffer = self._buffer + data if self._buffer else data
        self._next()

    def eof_received(self) -> bool:
        """The client sends no more; it may still read an answer."""
        self._has_eof = True
        if self.exchange is None or self.transport.get_extra_info("ssl_object") is not None:
            return False
        return self.exchange.on_client_eof()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Tell the exchange."""
        self.listener.connections.discard(self)
        self._closing = True
        if self.exchange is not None:
            self.exchange.on_client_lost()

    def pause_writing(self) -> None:
        """Read no more of the target while the client is slow, and begin nothing new for it."""
        self._is_slow = True
        if self.exchange is not None:
            self.exchange.pause_upstream()

    def resume_writing(self) -> None:
        """Read on."""
        self._is_slow = False
        if self.exchange is not None:
            self.exchange.resume_upstream()
        else:
            self.plane.loop.call_soon(self._next)

    def pause_reading(self) -> None:
        """Take no more from the client for now."""
        self.transport.pause_reading()

    def resume_reading(self) -> None:
        """Take more."""
        self.transport.resume_reading()

    def hold(self, data: bytes) -> None:
        """Keep bytes of a later request until this one is over; only so many."""
        self._buffer += data
        if len(self._buffer) > _HELD:
            self.transport.pause_reading()

    def may_keep_alive(self, request: Request) -> bool:
        """Whether another request may follow on this connection."""
        return request.keep_alive and not self._has_eof and self.listener.is_open

    def exchange_over(self, body: Body) -> None:
        """The response is complete: read the next request, or end."""
        self.touched = self.plane.now()
        if not self.keeps_alive:
            self.close()
            return
        self.transport.resume_reading()
        self._rest = None if body.done else body
        if self._rest is not None and self._buffer:
            self._buffer = self._discard(self._buffer)
        if self._buffer:
            # Not called from here: a run of pipelined requests would otherwise nest ever deeper.
            self.plane.loop.call_soon(self._next)
        elif self._has_eof:
            self.close()

    def answer_error(self, status: int, request: Request, body: Body) -> None:
        """Answer with an error page of the load balancer."""
        keep_alive = self.may_keep_alive(request) and status != 400  # noqa: PLR2004 - after a 400 framing is unsure
        page = error_answer(status, keep_alive=keep_alive, head_only=request.method == b"HEAD")
        self.answer(page, body, keep_alive=keep_alive)

    def answer(self, data: bytes, body: Body, *, keep_alive: bool) -> None:
        """Write an answer of our own; what is left of the request's body is thrown away."""
        self.transport.write(data)
        self.keeps_alive = keep_alive
        if keep_alive or body.done:
            self.exchange_over(body)
        else:
            self._close_gently()

    def release_into(self, exchange: Exchange) -> None:
        """The connection is a tunnel now: hand over what was held."""
        held, self._buffer = self._buffer, b""
        if held:
            exchange.on_client_data(held)

    def send_eof(self) -> bool:
        """Pass on that a tunnel's target sends no more; whether the tunnel can stay half open."""
        if self._has_eof or not self.transport.can_write_eof():
            return False
        self.transport.write_eof()
        return True

    def close(self) -> None:
        """End after what is written has gone out."""
        self._closing = True
        self.touched = self.plane.now()
        self.transport.close()

    def check(self, now: float) -> None:
        """End what has been idle too long; called twice a second."""
        idle = self.listener.idle_seconds
        if self._closing:
            if now - self.touched > _LINGER_SECONDS:
                self.transport.abort()
        elif self.exchange is not None:
            if now - self.exchange.touched > idle:
                self.exchange.on_idle()
        elif now - self.touched > idle:
            if self._buffer:
                self.transport.write(error_answer(408, keep_alive=False))
            self.close()
        elif not self.listener.is_open and not self._buffer:
            self.close()

    def _next(self) -> None:
        while self._buffer and self._is_free():
            if self._buffer[:2] == b"\r\n":  # some clients end a body with one CRLF too many
                self._buffer = self._buffer[2:]
                continue
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0 and len(self._buffer) <= limits.REQUEST_HEAD:
                return
            head, self._buffer = self._buffer[: end + 2], self._buffer[end + 4 :]
            self._serve(head if 0 <= end <= limits.REQUEST_HEAD else b"")

    def _is_free(self) -> bool:
        """Whether the next request may begin."""
        return self.exchange is None and self._rest is None and not self._closing and not self._is_slow

    def _serve(self, head: bytes) -> None:
        try:
            request = parse_request(head)
        except BadHead as bad:
            self._refuse(bad.status)
            return
        self.listener.serve(self, request)
        if self.exchange is None and self._rest is not None:
            self._buffer = self._discard(self._buffer)

    def forward(self, request: Request, choice: "Choice") -> None:
        """Join this request with its target."""
        self.exchange = Exchange(self, request, choice)
        self.exchange.start()
        if request.websocket or not self._buffer:
            return
        held, self._buffer = self._buffer, b""
        self.exchange.on_client_data(held)

    def _refuse(self, status: int) -> None:
        self.listener.count_own(status)
        self.transport.write(error_answer(status, keep_alive=False))
        self._close_gently()

    def _close_gently(self) -> None:
        # Closing with unread bytes would reset the connection, and the client might lose the answer.
        self._closing = True
        self._buffer = b""
        if self.transport.can_write_eof():
            self.transport.write_eof()
        else:
            self.transport.close()

    def _discard(self, data: bytes) -> bytes:
        rest = self._rest
        if rest is None:
            return data
        try:
            _, surplus = rest.feed(data)
        except BadBody:
            self._close_gently()
            return b""
        if rest.done:
            self._rest = None
            return surplus
        return b""


def body_of(request: Request) -> Body:
    """The body that follows a request's head."""
    return ChunkedBody() if request.chunked else LengthBody(request.length)
