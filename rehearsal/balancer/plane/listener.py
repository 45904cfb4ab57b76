"""One listener: the rules that hold on a port, and the connections that came through it."""

import ssl
from typing import TYPE_CHECKING

from rehearsal.balancer.answers import error_answer, fixed_answer, redirect_answer
from rehearsal.balancer.http1.request import Request
from rehearsal.balancer.plane.choice import Choice, choose_group, choose_target
from rehearsal.balancer.plane.client import ClientConnection, body_of
from rehearsal.balancer.plane.forwarding import Origin, trace_id
from rehearsal.balancer.routing import Router
from rehearsal.balancer.tally import TallyKey
from rehearsal.balancer.view import FixedResponse, Forward, Listener, LoadBalancer, Redirect
from rehearsal.balancer.weights import WeightedTurn

if TYPE_CHECKING:
    import asyncio

    from rehearsal.balancer.plane.plane import Plane


class ListenerState:
    """A listener between views; its rules change under open connections without touching them."""

    def __init__(self, plane: "Plane", balancer: LoadBalancer, listener: Listener) -> None:
        self.plane = plane
        self.connections: set[ClientConnection] = set()
        self.is_open = True
        self.port = 0
        self._turns: dict[str, WeightedTurn[str]] = {}
        self._server: asyncio.Server | None = None
        self.follow(balancer, listener)

    def follow(self, balancer: LoadBalancer, listener: Listener) -> None:
        """Let another state of the same listener hold from the next request on."""
        self.balancer = balancer
        self.listener = listener
        self.idle_seconds = balancer.idle_seconds
        self._router = Router(listener.rules)
        actions = {rule.arn: rule.action for rule in listener.rules}
        self._turns = {
            arn: self._turn(arn, action) for arn, action in actions.items() if isinstance(action, Forward)
        }

    def _turn(self, arn: str, action: Forward) -> WeightedTurn[str]:
        """Whose turn it is for a rule; unchanged weights go on where they were."""
        known = self._turns.get(arn)
        fresh = WeightedTurn(action.weights)
        return known if known is not None and known.weights == fresh.weights else fresh

    def is_same_door(self, balancer: LoadBalancer, listener: Listener) -> bool:
        """Whether the socket can stay: address, port, protocol and certificate are the same."""
        mine = (self.balancer.address, self.listener.port, self.listener.protocol, self.listener.certificate)
        return mine == (balancer.address, listener.port, listener.protocol, listener.certificate)

    async def open(self) -> None:
        """Bind the port; where that is not allowed or taken, any free one."""
        context = self._tls()
        host = self.balancer.address
        for candidate in (self.listener.port, 0):
            try:
                self._server = await self.plane.loop.create_server(
                    lambda: ClientConnection(self.plane, self), host, candidate, backlog=1024, ssl=context
                )
            except OSError:
                if candidate == 0:
                    raise
            else:
                self.port = self._server.sockets[0].getsockname()[1]
                return

    def _tls(self) -> ssl.SSLContext | None:
        certificate = self.listener.certificate
        if self.listener.protocol != "HTTPS" or certificate is None:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        context.load_cert_chain(certificate.chain, certificate.key)
        return context

    def close(self) -> None:
        """Take no new connections; those that are open end after their current request."""
        self.is_open = False
        if self._server is not None:
            self._server.close()

    def origin(self, client: str) -> Origin:
        """What targets are told about a client of this listener."""
        proto = self.listener.protocol.lower().encode()
        port = str(self.listener.port).encode()
        return Origin(client.encode(), proto, port, self.balancer.forwarded_for)

    def serve(self, client: ClientConnection, request: Request) -> None:
        """Do what the first matching rule says."""
        rule = self._router.match(request, client.origin.client.decode())
        action = rule.action
        if isinstance(action, Forward):
            self._forward(client, request, rule.arn, action)
            return
        keep_alive = client.may_keep_alive(request)
        if isinstance(action, FixedResponse):
            is_head = request.method == b"HEAD"
            status, page = action.status, fixed_answer(action, keep_alive=keep_alive, head_only=is_head)
        elif isinstance(action, Redirect):
            door = (self.listener.protocol, self.listener.port)
            status, page = action.status, redirect_answer(action, request, door, keep_alive=keep_alive)
        else:
            status, page = 561, error_answer(561, keep_alive=keep_alive)
        self.plane.ledger.answered(client, request, status, "")
        client.answer(page, body_of(request), keep_alive=keep_alive)

    def _forward(self, client: ClientConnection, request: Request, rule: str, action: Forward) -> None:
        arn = choose_group(action, self._turns[rule], request)
        group = self.plane.groups.get(arn) if arn is not None else None
        target = choose_target(group, request) if group is not None else None
        if group is None or target is None:
            self.plane.ledger.answered(client, request, 503, arn or "")
            client.answer_error(503, request, body_of(request))
            return
        trace = trace_id(request)
        client.forward(request, Choice(group, target, rule, trace, action.sticky_seconds))

    def count_own(self, status: int) -> None:
        """Count an answer to something that was no request."""
        self.plane.ledger.count(TallyKey(self.balancer.arn), status, None)
