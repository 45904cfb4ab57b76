"""What the data plane notes of each finished request until the next report."""

from time import time
from typing import TYPE_CHECKING

from rehearsal.balancer.messages import Served
from rehearsal.balancer.tally import Tally, TallyKey

if TYPE_CHECKING:
    from rehearsal.balancer.http1.request import Request
    from rehearsal.balancer.plane.client import ClientConnection
    from rehearsal.balancer.plane.exchange import Exchange

# Access log lines kept between two reports; more are dropped, as AWS's best effort allows.
_MOST_SERVED = 50_000


class Ledger:
    """Figures by load balancer and group, and the requests of load balancers that keep an access log."""

    def __init__(self) -> None:
        self._tallies: dict[TallyKey, Tally] = {}
        self._served: list[Served] = []

    def take(self) -> tuple[tuple[tuple[TallyKey, Tally], ...], tuple[Served, ...]]:
        """Everything noted since the last time."""
        tallies, self._tallies = self._tallies, {}
        served, self._served = self._served, []
        return tuple(tallies.items()), tuple(served)

    def count(self, key: TallyKey, status: int, seconds: float | None) -> None:
        """Count one answer; no seconds: it was the load balancer's own."""
        tally = self._tallies.get(key)
        if tally is None:
            tally = self._tallies[key] = Tally()
        tally.count(status, seconds)

    def add(self, key: TallyKey, tally: Tally) -> None:
        """Take figures in that were counted elsewhere."""
        self._tallies.setdefault(key, Tally()).add(tally)

    def note(self, served: Served) -> None:
        """Keep a line for the access log."""
        if len(self._served) < _MOST_SERVED:
            self._served.append(served)

    def forwarded(self, exchange: "Exchange", status: int, now: float) -> None:
        """An exchange is over, well or not."""
        balancer = exchange.client.listener.balancer
        group = exchange.choice.group.group.arn
        seconds = None if exchange.status is None else exchange.answered - exchange.asked
        self.count(TallyKey(balancer.arn), status, seconds)
        self.count(TallyKey(balancer.arn, group), status, seconds)
        if balancer.has_access_log:
            self.note(_served_by_target(exchange, status, now))

    def answered(self, client: "ClientConnection", request: "Request", status: int, group: str) -> None:
        """The load balancer answered a request itself."""
        balancer = client.listener.balancer
        self.count(TallyKey(balancer.arn), status, None)
        if group:
            self.count(TallyKey(balancer.arn, group), status, None)
        if balancer.has_access_log:
            self.note(_served(client, request, status, group))


def _served(client: "ClientConnection", request: "Request", status: int, group: str) -> Served:
    listener = client.listener.listener
    host = request.headers.values.get(b"host", b"-")
    url = b"%b://%b%b" % (listener.protocol.lower().encode(), host, request.target)
    kind = listener.protocol.lower()
    return Served(
        load_balancer=client.listener.balancer.arn,
        group=group,
        kind=kind.replace("http", "ws") if request.websocket else kind,
        at=time(),
        client=client.peer,
        elb_status=status,
        received=len(request.headers.block) + len(url),
        line=b"%b %b HTTP/1.%d" % (request.method, url, request.minor),
        agent=request.headers.values.get(b"user-agent", b"-"),
    )


def _served_by_target(exchange: "Exchange", status: int, now: float) -> Served:
    key = exchange.target.key
    asked = exchange.asked or exchange.began
    answered = exchange.answered or asked
    base = _served(exchange.client, exchange.request, status, key.group)
    base.target = f"{key.id}:{key.port}"
    base.seconds = (asked - exchange.began, answered - asked, now - answered)
    base.target_status = exchange.status
    base.received += exchange.received
    base.sent = exchange.sent
    base.trace = exchange.choice.trace
    base.rule_arn = exchange.choice.rule_arn
    return base
