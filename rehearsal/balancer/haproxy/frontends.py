"""One listener as a frontend of haproxy: which rule holds, what it does, and what targets are told."""

from collections.abc import Iterator
from dataclasses import dataclass

from rehearsal.balancer.haproxy.answers import fixed, own_error, redirects
from rehearsal.balancer.haproxy.conditions import rule_condition
from rehearsal.balancer.haproxy.journal import LONG_FORMAT, ONWARD, SHORT_FORMAT
from rehearsal.balancer.haproxy.quoting import named, quoted
from rehearsal.balancer.haproxy.splits import split_of
from rehearsal.balancer.stickiness import GROUP_COOKIE, token
from rehearsal.balancer.view import Action, FixedResponse, Forward, Listener, LoadBalancer, Redirect

NOBODY = "nobody"
# Told to a process that another one has taken over from.
RETIRED = "proc.retired"
_IS_RETIRED = f"{{ var({RETIRED}) -m int 1 }}"
# Headers that speak about one connection only; haproxy itself takes care of the others.
_HOP_BY_HOP = ("te", "trailer", "keep-alive", "proxy-connection", "http2-settings")
_EIGHT_HEX = "bytes(4,4),hex,lower"
_ROOT = f"1-%[date,{_EIGHT_HEX}]-%[rand,hex,lower]%[rand,{_EIGHT_HEX}]"
_TRACE = "x-amzn-trace-id"


@dataclass(frozen=True, slots=True)
class Door:
    """A listener with the descriptors that haproxy inherits for it: its socket, its certificate, the log."""

    balancer: LoadBalancer
    listener: Listener
    socket: int
    port: int
    certificate: int | None
    log: int


def onward(door: Door) -> list[str]:
    """Where a retired process sends what still comes on its open connections: to the process after it."""
    tls = " ssl verify none" if door.certificate is not None else ""
    idle = f"{max(1, round(door.balancer.idle_seconds * 1000))}ms"
    return [
        f"backend {_onward(door.listener)}",
        *(f"timeout {one} {idle}" for one in ("server", "tunnel")),
        f"server next {door.balancer.address}:{door.port}{tls}",
    ]


def _onward(listener: Listener) -> str:
    return ONWARD + named("l", listener.arn)


def frontend(door: Door, groups: frozenset[str]) -> list[str]:
    """The lines of one listener; `groups` are the target groups there are."""
    balancer, listener = door.balancer, door.listener
    idle = f"{max(1, round(balancer.idle_seconds * 1000))}ms"
    tls = f" ssl crt /proc/self/fd/{door.certificate} alpn http/1.1" if door.certificate is not None else ""
    lines = [
        f"frontend {named('l', listener.arn)}",
        f"# {balancer.address}:{listener.port}",  # which socket the number stands for
        f"bind fd@{door.socket}{tls}",
        *(f"timeout {one} {idle}" for one in ("client", "http-request", "http-keep-alive")),
        f"log fd@{door.log} len 8192 format raw local0",
        f"log-format {quoted(LONG_FORMAT if balancer.has_access_log else SHORT_FORMAT)}",
        f"http-request allow if {_IS_RETIRED}",
        f"use_backend {_onward(listener)} if {_IS_RETIRED}",
        "http-request deny deny_status 405 if METH_TRACE",
        "http-request deny deny_status 400 if HTTP_1.1 !{ req.hdr(host) -m found }",
    ]
    if not balancer.has_access_log:
        # Answers of targets with 2XX are counted by haproxy itself; a line for each would cost a tenth.
        lines.append("http-response set-log-level silent if { status 200:299 }")
    else:
        lines += [f"http-request capture req.hdr({name}) len 512" for name in ("host", "user-agent")]
    return [*lines, *_rules(door, groups)]


def _rules(door: Door, groups: frozenset[str]) -> Iterator[str]:
    listener = door.listener
    met = [(rule, rule_condition(rule)) for rule in listener.rules]
    chosen = [(rule, condition) for rule, condition in met if condition is not None]
    only = len(chosen) == 1
    for number, (_, condition) in enumerate(chosen):
        if not only:
            yield f"http-request set-var(txn.rule) int({number}) if !{{ var(txn.rule) -m found }} {condition}"
    for number, (rule, _) in enumerate(chosen):
        holds = "" if only else f"{{ var(txn.rule) -m int {number} }}"
        yield from _own_answer(rule.action, listener, holds)
    yield from _forwarding(door)
    for number, (rule, _) in enumerate(chosen):
        holds = "" if only else f"{{ var(txn.rule) -m int {number} }}"
        if isinstance(rule.action, Forward):
            yield from _forward(rule.action, key_of(listener, rule.arn), holds, groups)


def _own_answer(action: Action, listener: Listener, holds: str) -> Iterator[str]:
    if isinstance(action, FixedResponse):
        yield f"http-request {fixed(action)}{_when(holds)}"
    elif isinstance(action, Redirect):
        for answer, condition in redirects(action, listener):
            yield f"http-request {answer}{_when(holds, condition)}"
    elif not isinstance(action, Forward):
        yield f"http-request {own_error(561)}{_when(holds)}"


def key_of(listener: Listener, rule: str) -> str:
    """What the variables of a rule begin with."""
    return named("r", f"{listener.arn} {rule}")


def _forward(action: Forward, key: str, holds: str, groups: frozenset[str]) -> Iterator[str]:
    backends = [named("g", arn) if arn in groups else NOBODY for arn, _ in action.weights]
    if not any(weight for _, weight in action.weights):
        yield f"use_backend {NOBODY}{_when(holds)}"
        return
    if len(backends) > 1:
        counter = f"proc.{key}_c"
        next_turn = f"var({counter}),add(proc.{key}_s),mod(proc.{key}_n)"
        yield f"http-request set-var({counter}) {next_turn}{_when(holds)}"
    if action.sticky_seconds:
        yield from _sticky(action, key, holds, backends)
    bounds = split_of([weight for _, weight in action.weights]).bounds
    for index, backend in enumerate(backends[: len(bounds)]):
        below = f"{{ var(proc.{key}_c),sub(proc.{key}_b{index}) -m int lt 0 }}"
        yield f"use_backend {backend}{_when(holds, below)}"
    yield f"use_backend {backends[-1]}{_when(holds)}"


def _sticky(action: Forward, key: str, holds: str, backends: list[str]) -> Iterator[str]:
    name = GROUP_COOKIE.decode()
    for index, ((arn, _), backend) in enumerate(zip(action.weights, backends, strict=True)):
        value = token(arn).decode()
        mine = f"{{ req.cook({name}) -m str {value} }} {{ var(proc.{key}_w{index}) -m int gt 0 }}"
        yield f"use_backend {backend}{_when(holds, mine)}"
        answered = f"!{{ status 101 }} {{ be_name {backend} }}"
        yield from set_cookies(name, value, action.sticky_seconds, _when(holds, answered))


def set_cookies(name: str, value: str, seconds: int, when: str) -> Iterator[str]:
    """A cookie and its twin for cross-origin requests on what a target answers."""
    expires = f"Expires=%[date({seconds}),http_date]"
    for twin, end in (("", ""), ("CORS", "; SameSite=None; Secure")):
        cookie = quoted(f"{name}{twin}={value}; {expires}; Path=/{end}")
        yield f"http-response add-header Set-Cookie {cookie}{when}"


def _when(*conditions: str) -> str:
    held = " ".join(one for one in conditions if one)
    return f" if {held}" if held else ""


def _forwarding(door: Door) -> Iterator[str]:
    """What a target is told of the client; a client's own trace keeps its root."""
    listener = door.listener
    yield from (f"http-request del-header {name}" for name in _HOP_BY_HOP)
    yield "http-request del-header connection if !{ req.hdr(upgrade) -m found }"
    # Sent again only if it changes nothing twice and none of a body is gone.
    yield "http-request disable-l7-retry if !{ method GET HEAD OPTIONS PUT DELETE }"
    yield "http-request disable-l7-retry if { req.hdr(content-length) -m int gt 0 }"
    yield "http-request disable-l7-retry if { req.hdr(transfer-encoding) -m found }"
    yield from _forwarded_for(door.balancer.forwarded_for)
    yield f"http-request set-header X-Forwarded-Proto {listener.protocol.lower()}"
    yield f"http-request set-header X-Forwarded-Port {listener.port}"
    traced = f"{{ req.fhdr({_TRACE}) -m found }}"
    has_root = f"{{ req.fhdr({_TRACE}) -m sub Root= }}"
    kept = f"%[req.fhdr({_TRACE}),regsub(Self=[^;]*;?,)]"
    yield f"http-request set-header {_TRACE} {quoted(f'Self={_ROOT};{kept}')} if {traced} {has_root}"
    yield f"http-request set-header {_TRACE} {quoted(f'Root={_ROOT};{kept}')} if {traced} !{has_root}"
    yield f"http-request add-header X-Amzn-Trace-Id {quoted(f'Root={_ROOT}')} if !{traced}"
    yield "http-request set-header Host %[src] if !{ req.hdr(host) -m found }"
    if door.balancer.has_access_log:
        yield f"http-request set-var(txn.trace) req.fhdr({_TRACE})"


def _forwarded_for(mode: str) -> Iterator[str]:
    known = "{ req.fhdr(x-forwarded-for) -m found }"
    if mode == "remove":
        yield "http-request del-header x-forwarded-for"
    elif mode == "append":
        appended = quoted("%[req.fhdr(x-forwarded-for)], %[src]")
        yield f"http-request set-header X-Forwarded-For {appended} if {known}"
        yield f"http-request add-header X-Forwarded-For %[src] if !{known}"
