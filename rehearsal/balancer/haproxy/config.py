"""A whole configuration: what a new process of haproxy is told before it takes its first request."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rehearsal.balancer.haproxy.backends import Seats, backend, nobody
from rehearsal.balancer.haproxy.frontends import RETIRED, Door, frontend, key_of, onward
from rehearsal.balancer.haproxy.splits import split_of
from rehearsal.balancer.view import Forward, LoadBalancer, View

# A head must fit a buffer, less `maxrewrite`. A larger buffer costs every request, as haproxy keeps a copy of
# what it may have to send again.
_BUFFER = 17 * 1024
_REWRITE = 1024
_CONNECTIONS = 4000
_DEFAULT_IDLE = 60.0
# haproxy writes every header's name in lower case, unless it is told the usual one.
_USUAL_CASE = (
    "Accept",
    "Cache-Control",
    "Connection",
    "Content-Length",
    "Content-Type",
    "Cookie",
    "Date",
    "Host",
    "Location",
    "Server",
    "Set-Cookie",
    "Transfer-Encoding",
    "Upgrade",
    "User-Agent",
    "X-Amzn-Trace-Id",
    "X-Forwarded-For",
    "X-Forwarded-Port",
    "X-Forwarded-Proto",
)


@dataclass(frozen=True, slots=True)
class Inherited:
    """Descriptors of every process: its admin socket and the error pages."""

    admin: int
    pages: Mapping[int, int]


def configuration(inherited: Inherited, doors: Sequence[Door], view: View, seats: Mapping[str, Seats]) -> str:
    """The text for haproxy; with the same doors, rules and groups only variables and seats differ."""
    groups = frozenset(group.arn for group in view.groups)
    idle = _idle_seconds(view.load_balancers)
    lines = [*_global(inherited, view), *_defaults(inherited)]
    for door in doors:
        lines += [*frontend(door, groups), *onward(door)]
    for group in view.groups:
        lines += backend(group, seats[group.arn], idle.get(group.arn, _DEFAULT_IDLE))
    return "\n".join([*lines, *nobody()]) + "\n"


def variables(view: View) -> dict[str, int]:
    """Every weight as the process variables that rules count with."""
    found: dict[str, int] = {}
    for listener in (one for balancer in view.load_balancers for one in balancer.listeners):
        for rule in listener.rules:
            action = rule.action
            if isinstance(action, Forward) and len(action.weights) > 1:
                weights = [weight for _, weight in action.weights]
                if any(weights):
                    found |= split_of(weights).variables(key_of(listener, rule.arn))
    return found


def _global(inherited: Inherited, view: View) -> list[str]:
    return [
        "global",
        "nbthread 1",  # the counters of a split are read and written in one go
        f"maxconn {_CONNECTIONS}",
        f"tune.bufsize {_BUFFER}",
        f"tune.maxrewrite {_REWRITE}",
        f"stats socket fd@{inherited.admin} level admin",
        "stats timeout 1d",
        *(f"h1-case-adjust {name.lower()} {name}" for name in _USUAL_CASE),
        f"set-var {RETIRED} int(0)",
        *(f"set-var {name} int({value})" for name, value in variables(view).items()),
    ]


def _defaults(inherited: Inherited) -> list[str]:
    return [
        "defaults",
        "mode http",
        "timeout connect 10s",
        "option http-no-delay",
        "option idle-close-on-response",  # without it a new process resets kept connections of the old one
        "option dontlognull",
        "option http-ignore-probes",  # a connection that never asks is closed without a word
        "option h1-case-adjust-bogus-client",
        "option h1-case-adjust-bogus-server",
        "http-reuse always",
        "retries 1",
        "retry-on empty-response",
        *(f"errorfile {status} /proc/self/fd/{page}" for status, page in inherited.pages.items()),
    ]


def _idle_seconds(balancers: Sequence[LoadBalancer]) -> dict[str, float]:
    """A group belongs to one load balancer, whose idle timeout its targets share."""
    return {arn: balancer.idle_seconds for balancer in balancers for arn in _forwarded_to(balancer)}


def _forwarded_to(balancer: LoadBalancer) -> Iterator[str]:
    for listener in balancer.listeners:
        for rule in listener.rules:
            if isinstance(rule.action, Forward):
                yield from (arn for arn, _ in rule.action.weights)


def owners(view: View) -> dict[str, LoadBalancer]:
    """The load balancer of every group that is forwarded to."""
    return {arn: balancer for balancer in view.load_balancers for arn in _forwarded_to(balancer)}
