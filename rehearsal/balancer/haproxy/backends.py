"""One target group as a backend of haproxy: seats for its targets, and the cookies that bind to one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rehearsal.balancer.haproxy.answers import own_error
from rehearsal.balancer.haproxy.frontends import NOBODY, set_cookies
from rehearsal.balancer.haproxy.quoting import named, quoted
from rehearsal.balancer.stickiness import APPLICATION_COOKIE, TARGET_COOKIE, set_session_cookie_line, token
from rehearsal.balancer.view import TargetGroup, TargetKey

EMPTY = "127.0.0.1:1"
_BALANCE = {"least_outstanding_requests": "leastconn", "weighted_random": "random(1)"}
_LB_COOKIE = "lb_cookie"


@dataclass(frozen=True, slots=True)
class Seats:
    """The server names of one group: who sits where, and which seats take requests."""

    count: int
    taken: Mapping[TargetKey, str] = field(default_factory=dict)
    ready: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Every seat, taken or free."""
        return [f"s{number}" for number in range(1, self.count + 1)]


def backend(group: TargetGroup, seats: Seats, idle_seconds: float) -> list[str]:
    """The lines of one target group; `seats.ready` gives addresses by name."""
    tls = " ssl verify none" if group.protocol == "HTTPS" else ""
    idle = f"{max(1, round(idle_seconds * 1000))}ms"
    return [
        f"backend {named('g', group.arn)}",
        f"balance {_BALANCE.get(group.algorithm, 'roundrobin')}",
        f"timeout server {idle}",
        f"timeout tunnel {idle}",
        f"http-request {own_error(503)} if {{ nbsrv eq 0 }}",
        *_cookies(group, seats),
        *(_server(name, seats.ready.get(name)) + tls for name in seats.names),
    ]


def _server(name: str, address: str | None) -> str:
    return f"server {name} {address}" if address is not None else f"server {name} {EMPTY} disabled"


def _cookies(group: TargetGroup, seats: Seats) -> Iterator[str]:
    if not group.cookie:
        return
    is_ours = group.cookie == _LB_COOKIE
    name = (TARGET_COOKIE if is_ours else APPLICATION_COOKIE).decode()
    for key, seat in seats.taken.items():
        value = token(f"{key.id}:{key.port}").decode()
        if seat in seats.names:
            yield f"use-server {seat} if {{ req.cook({name}) -m str {value} }}"
        answered = f"{{ srv_name {seat} }} !{{ status 101 }}"
        if is_ours:
            yield from set_cookies(name, value, group.cookie_seconds, f" if {answered}")
        else:
            line = set_session_cookie_line(APPLICATION_COOKIE, value.encode()).decode().partition(": ")[2]
            given = f"{{ res.cook({group.cookie}) -m found }}"
            yield f"http-response add-header Set-Cookie {quoted(line)} if {answered} {given}"


def nobody() -> list[str]:
    """The backend of a rule that forwards to no group that can answer."""
    return [f"backend {NOBODY}", f"http-request {own_error(503)}"]
