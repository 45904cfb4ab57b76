"""Who answers one request, and the cookies that make the client come back to the same one."""

from dataclasses import dataclass

from rehearsal.balancer.http1.request import Request
from rehearsal.balancer.http1.response import SWITCHING, Response
from rehearsal.balancer.plane.targets import GroupState, TargetState
from rehearsal.balancer.stickiness import (
    APPLICATION_COOKIE,
    GROUP_COOKIE,
    TARGET_COOKIE,
    cookie,
    set_cookie_lines,
    set_session_cookie_line,
    sets_cookie,
    token,
)
from rehearsal.balancer.view import Forward
from rehearsal.balancer.weights import WeightedTurn

_LB_COOKIE = "lb_cookie"


@dataclass(frozen=True, slots=True)
class Choice:
    """The group and the target of one request."""

    group: GroupState
    target: TargetState
    rule_arn: str
    trace: bytes
    group_cookie_seconds: int = 0

    def cookie_lines(self, response: Response) -> list[bytes]:
        """The Set-Cookie lines that go with a response; an ALB renews them every time."""
        if response.status == SWITCHING:
            return []
        lines: list[bytes] = []
        if self.group_cookie_seconds:
            arn = self.group.group.arn
            lines += set_cookie_lines(GROUP_COOKIE, token(arn), self.group_cookie_seconds)
        kind = self.group.group.cookie
        if kind == _LB_COOKIE:
            lines += set_cookie_lines(TARGET_COOKIE, self.target.token, self.group.group.cookie_seconds)
        elif kind and sets_cookie(response.headers.all(b"set-cookie"), kind):
            lines.append(set_session_cookie_line(APPLICATION_COOKIE, self.target.token))
        return lines


def choose_group(action: Forward, turn: WeightedTurn[str], request: Request) -> str | None:
    """The group whose turn it is, or the one the client's cookie names while it still has weight."""
    if action.sticky_seconds:
        wanted = cookie(request.headers.values.get(b"cookie", b""), GROUP_COOKIE)
        for arn, weight in action.weights:
            if wanted is not None and weight > 0 and token(arn) == wanted:
                return arn
    return turn.next()


def choose_target(group: GroupState, request: Request) -> TargetState | None:
    """The group's next target, or the one the client's cookie names while it can answer."""
    kind = group.group.cookie
    if not kind:
        return group.choose()
    name = TARGET_COOKIE if kind == _LB_COOKIE else APPLICATION_COOKIE
    return group.choose(cookie(request.headers.values.get(b"cookie", b""), name))
