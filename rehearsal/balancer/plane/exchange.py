"""One request on its way to a target and the response on its way back, both as streams."""

import asyncio
from enum import Enum, auto
from typing import TYPE_CHECKING

from rehearsal.balancer.http1 import limits
from rehearsal.balancer.http1.body import (
    LAST_CHUNK,
    BadBody,
    Body,
    ChunkedBody,
    LengthBody,
    UntilCloseBody,
    wrap_chunk,
)
from rehearsal.balancer.http1.headers import BadHead
from rehearsal.balancer.http1.request import Request
from rehearsal.balancer.http1.response import SWITCHING, Response, parse_response
from rehearsal.balancer.plane.forwarding import request_head, response_head
from rehearsal.balancer.plane.upstream import open_upstream

if TYPE_CHECKING:
    from rehearsal.balancer.plane.choice import Choice
    from rehearsal.balancer.plane.client import ClientConnection
    from rehearsal.balancer.plane.upstream import UpstreamConnection

_REPEATABLE = frozenset((b"GET", b"HEAD", b"OPTIONS", b"PUT", b"DELETE"))


class Stage(Enum):
    """How far an exchange has come."""

    SENDING = auto()
    BODY = auto()
    TUNNEL = auto()
    OVER = auto()


class Exchange:
    """The two sides joined; each event of a side is one short method."""

    def __init__(self, client: "ClientConnection", request: Request, choice: "Choice") -> None:
        self.client = client
        self.request = request
        self.choice = choice
        self.target = choice.target
        self.stage = Stage.SENDING
        self.status: int | None = None
        self.sent = self.received = 0
        self.began = self.touched = client.plane.now()
        self.asked = self.answered = 0.0
        self._body: Body = ChunkedBody() if request.chunked else LengthBody(request.length)
        self._response_body: Body = LengthBody(0)
        self._response: Response | None = None
        self._wraps = False
        self._pending: list[bytes] = []
        self._head = b""
        self._upstream: UpstreamConnection | None = None
        self._connecting: asyncio.Task[None] | None = None  # held, as asyncio itself holds tasks weakly
        # A request may be sent again only if it changes nothing twice and none of its body is gone.
        self._repeatable = request.method in _REPEATABLE and not request.has_body

    def start(self) -> None:
        """Send the head on a resting connection, or open one."""
        self.target.active += 1
        upstream = self.target.take(self.began, fresh_only=not self._repeatable)
        if upstream is None:
            self._connect()
        else:
            self._send(upstream)

    def _connect(self) -> None:
        self._connecting = asyncio.ensure_future(self._open())

    async def _open(self) -> None:
        try:
            upstream = await open_upstream(self.target, self.client.plane.tls_for(self.choice.group))
        except TimeoutError:
            self.fail(504)
        except OSError:
            self.fail(502)
        else:
            if self.stage is Stage.OVER:
                upstream.close()
            else:
                self._send(upstream)

    def _send(self, upstream: "UpstreamConnection") -> None:
        self._upstream = upstream
        upstream.exchange = self
        self.asked = self.client.plane.now()
        head = request_head(self.request, self.client.origin, self.choice.trace)
        upstream.transport.write(b"".join((head, *self._pending)))
        self._pending.clear()
        self.client.resume_reading()

    def on_client_data(self, data: bytes) -> None:
        """More of the request's body, or what a client sends into a tunnel."""
        self.touched = self.client.plane.now()
        if self.stage is Stage.TUNNEL and self._upstream is not None:
            self._upstream.transport.write(data)
            return
        self.received += len(data)
        try:
            payload, surplus = (b"", data) if self._body.done else self._feed(data)
        except BadBody:
            self.fail(400)
            return
        if payload and self._upstream is None:
            self._pending.append(payload)
            self.client.pause_reading()
        elif payload and self._upstream is not None:
            self._upstream.transport.write(payload)
        if surplus:
            self.client.hold(surplus)

    def _feed(self, data: bytes) -> tuple[bytes, bytes]:
        payload, surplus = self._body.feed(data)
        if self.request.chunked:
            payload = wrap_chunk(payload) + (LAST_CHUNK if self._body.done else b"")
        return payload, surplus

    def on_upstream_data(self, data: bytes) -> None:
        """Bytes of the target: its head, its body, or what it sends into a tunnel."""
        self.touched = self.client.plane.now()
        if self.stage is Stage.SENDING:
            self._read_head(self._head + data if self._head else data)
        elif self.stage is Stage.TUNNEL:
            self._write(data)
        else:
            self._read_body(data)

    def _read_head(self, data: bytes) -> None:
        end = data.find(b"\r\n\r\n")
        if end < 0 and len(data) <= limits.RESPONSE_HEAD:
            self._head = data
            return
        head = data[: end + 2] if 0 <= end <= limits.RESPONSE_HEAD else b""
        try:
            response = parse_response(head, self.request.method)
        except BadHead:
            self.fail(502)
            return
        self._head = b""
        if response.is_interim:
            self._pass_interim(data[: end + 4], data[end + 4 :])
        else:
            self._begin(response, data[end + 4 :])

    def _pass_interim(self, head: bytes, rest: bytes) -> None:
        if self.request.minor == 1:
            self._write(head)
        if rest:
            self._read_head(rest)

    def _begin(self, response: Response, rest: bytes) -> None:
        if response.status == SWITCHING and not self.request.websocket:
            self.fail(502)
            return
        self.answered = self.touched
        self._response = response
        self.status = response.status
        head = self._client_head(response)
        if response.status == SWITCHING:
            self.stage = Stage.TUNNEL
            self._write(head + rest)
            self.client.release_into(self)
            return
        self.stage = Stage.BODY
        self._read_body(rest, head)

    def _client_head(self, response: Response) -> bytes:
        unknown_length = response.length is None
        self._wraps = unknown_length and self.request.minor == 1
        self._response_body = LengthBody(response.length or 0)
        if unknown_length:
            self._response_body = ChunkedBody() if response.chunked else UntilCloseBody()
        keep_alive = self.client.may_keep_alive(self.request)
        if unknown_length and not self._wraps:
            keep_alive = False
        self.client.keeps_alive = keep_alive
        connection = b""
        if response.status != SWITCHING:
            connection = b"close" if not keep_alive else b"" if self.request.minor == 1 else b"keep-alive"
        cookies = self.choice.cookie_lines(response)
        return response_head(response, cookies, connection, chunked=self._wraps)

    def _read_body(self, data: bytes, head: bytes = b"") -> None:
        try:
            payload, surplus = self._response_body.feed(data)
        except BadBody:
            self._cut()
            return
        if self._wraps:
            payload = wrap_chunk(payload) + (LAST_CHUNK if self._response_body.done else b"")
        if head or payload:
            self._write(head + payload)
        if self._response_body.done:
            self._finish(clean=not surplus)

    def _write(self, data: bytes) -> None:
        self.sent += len(data)
        self.client.transport.write(data)

    def on_upstream_eof(self) -> bool:
        """The target sends no more: the end of a body without a length; a tunnel stays open the other way."""
        if self.stage is Stage.TUNNEL:
            return self.client.send_eof()
        if self.stage is Stage.BODY and self._response_body.close():
            if self._wraps and isinstance(self._response_body, UntilCloseBody):
                self._write(LAST_CHUNK)
            self._finish(clean=False)
        return False

    def on_upstream_lost(self) -> None:
        """The connection to the target is gone."""
        upstream, self._upstream = self._upstream, None
        if self.stage is Stage.SENDING:
            stale = upstream is not None and upstream.is_reused and not self._head
            if stale and self._repeatable:
                self._connect()
            else:
                self.fail(502)
        elif self.stage is not Stage.OVER:
            self._cut()

    def on_client_eof(self) -> bool:
        """The client sends no more; whether it still wants an answer."""
        if self.stage is Stage.TUNNEL and self._upstream is not None:
            if self._upstream.transport.can_write_eof():
                self._upstream.transport.write_eof()
            return True
        return self._body.done

    def on_client_lost(self) -> None:
        """The client is gone."""
        self._leave(460 if self.stage is Stage.SENDING else self.status or 0)

    def on_idle(self) -> None:
        """Nothing moved for the load balancer's idle timeout."""
        if self.stage is Stage.SENDING:
            self.fail(504 if self._body.done else 408)
        else:
            self._cut()

    def pause_upstream(self) -> None:
        """Read no more of the target while the client is slow."""
        if self._upstream is not None:
            self._upstream.transport.pause_reading()

    def resume_upstream(self) -> None:
        """Read on."""
        if self._upstream is not None:
            self._upstream.transport.resume_reading()

    def fail(self, status: int) -> None:
        """Answer with an error of the load balancer, or cut what has begun."""
        if self.stage is Stage.OVER:
            return
        if self.stage is not Stage.SENDING:
            self._cut()
            return
        self._leave(status)
        self.client.answer_error(status, self.request, self._body)

    def _cut(self) -> None:
        self._leave(self.status or 0)
        self.client.close()

    def _finish(self, *, clean: bool) -> None:
        upstream, self._upstream = self._upstream, None
        response = self._response
        reusable = clean and self._body.done and response is not None and response.keep_alive
        if upstream is not None:
            if reusable and not self.target.is_leaving and upstream.is_reusable():
                upstream.rest(self.touched)
            else:
                upstream.exchange = None
                upstream.close()
        self._end(self.status or 0)
        self.client.exchange_over(self._body)

    def _leave(self, status: int) -> None:
        upstream, self._upstream = self._upstream, None
        if upstream is not None:
            upstream.leave()
        self._end(status)

    def _end(self, status: int) -> None:
        self.stage = Stage.OVER
        self.target.active -= 1
        self.client.exchange = None
        self.client.plane.ledger.forwarded(self, status, self.touched)
