"""What is to be routed, as values: the load balancers and target groups as the records have them now."""

from dataclasses import dataclass
from enum import StrEnum


class ConditionField(StrEnum):
    """What of a request a rule looks at."""

    HOST = "host-header"
    PATH = "path-pattern"
    HEADER = "http-header"
    METHOD = "http-request-method"
    QUERY = "query-string"
    SOURCE_IP = "source-ip"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a rule; any of its values fulfils it.

    `values` are wildcard patterns, literals (methods), networks (source IPs), or key=value pairs (queries, in
    `pairs`); `regexes` are regular expressions; `header` names the header looked at.
    """

    field: ConditionField
    values: tuple[str, ...] = ()
    regexes: tuple[str, ...] = ()
    pairs: tuple[tuple[str | None, str], ...] = ()
    header: str = ""


@dataclass(frozen=True, slots=True)
class Forward:
    """Send to one of several target groups by weight, for a while to the same one if sticky."""

    weights: tuple[tuple[str, int], ...]
    sticky_seconds: int = 0


@dataclass(frozen=True, slots=True)
class FixedResponse:
    """Answer from the load balancer itself."""

    status: int
    content_type: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """Send the client elsewhere; `#{host}` and its like stand for the request's own parts."""

    status: int
    protocol: str = "#{protocol}"
    host: str = "#{host}"
    port: str = "#{port}"
    path: str = "/#{path}"
    query: str = "#{query}"


@dataclass(frozen=True, slots=True)
class Unsupported:
    """An action that only AWS carries out (sign-in with Cognito or OIDC)."""

    kind: str


Action = Forward | FixedResponse | Redirect | Unsupported


@dataclass(frozen=True, slots=True)
class Rule:
    """With all conditions met the action holds; a listener's default has no conditions and comes last."""

    arn: str
    action: Action
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """Files a TLS listener serves."""

    chain: str
    key: str


@dataclass(frozen=True, slots=True)
class Listener:
    """One port of a load balancer; rules in the order in which they are tried."""

    arn: str
    protocol: str
    port: int
    rules: tuple[Rule, ...]
    certificate: Certificate | None = None


@dataclass(frozen=True, slots=True)
class LoadBalancer:
    """One application load balancer and the attributes that change what it does."""

    arn: str
    address: str
    listeners: tuple[Listener, ...]
    idle_seconds: float = 60.0
    forwarded_for: str = "append"
    has_access_log: bool = False


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """How the targets of a group are checked."""

    protocol: str = "HTTP"
    port: str = "traffic-port"
    path: str = "/"
    interval_seconds: float = 30.0
    timeout_seconds: float = 5.0
    healthy_threshold: int = 5
    unhealthy_threshold: int = 2
    matcher: str = "200"


@dataclass(frozen=True, slots=True)
class TargetKey:
    """One registration of one target; registering the same address again makes another generation."""

    group: str
    id: str
    port: int
    generation: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """A registered target, or one on its way out; no host: nothing on this machine answers for it."""

    key: TargetKey
    host: str | None
    is_draining: bool = False


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """One target group with its check, its attributes and its targets."""

    arn: str
    targets: tuple[Target, ...]
    check: HealthCheck = HealthCheck()
    protocol: str = "HTTP"
    algorithm: str = "round_robin"
    drain_seconds: float = 300.0
    cookie: str = ""  # "" none, "lb_cookie", or the name of the application's own cookie
    cookie_seconds: int = 86400
    in_use: bool = True


@dataclass(frozen=True, slots=True)
class View:
    """Everything a data plane has to know."""

    load_balancers: tuple[LoadBalancer, ...] = ()
    groups: tuple[TargetGroup, ...] = ()
