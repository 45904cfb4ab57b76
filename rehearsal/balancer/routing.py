"""Which rule of a listener holds for a request."""

import re
from collections.abc import Callable
from functools import partial
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import unquote_plus

from rehearsal.balancer.http1.request import Request
from rehearsal.balancer.view import Condition, ConditionField, Rule

Check = Callable[[Request, str], bool]
Pattern = re.Pattern[str]


class Router:
    """The rules of one listener, compiled; the last one has no conditions, so one always holds."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._compiled = [(rule, _compiled(rule)) for rule in rules]

    def match(self, request: Request, client: str) -> Rule:
        """The first rule whose every condition is met."""
        for rule, checks in self._compiled:
            if all(check(request, client) for check in checks):
                return rule
        return self._compiled[-1][0]


def _compiled(rule: Rule) -> list[Check]:
    """A rule's conditions; one that cannot be understood is never met, and the other rules still hold."""
    try:
        return [compile_condition(one) for one in rule.conditions]
    except (ValueError, re.error):
        return [_never]


def _never(_request: Request, _client: str) -> bool:
    return False


def compile_condition(condition: Condition) -> Check:
    """A condition as a function of the request and the client's address."""
    field = condition.field
    if field is ConditionField.METHOD:
        return partial(_method_is, frozenset(value.encode() for value in condition.values))
    if field is ConditionField.SOURCE_IP:
        return partial(_source_in, tuple(ip_network(value, strict=False) for value in condition.values))
    if field is ConditionField.QUERY:
        pairs = [(None if key is None else wildcard(key), wildcard(value)) for key, value in condition.pairs]
        return partial(_query_has, tuple(pairs))
    patterns = _patterns(condition, ignore_case=field is not ConditionField.PATH)
    if field is ConditionField.HEADER:
        return partial(_header_like, condition.header.lower().encode(), patterns)
    return partial(_path_like if field is ConditionField.PATH else _host_like, patterns)


def wildcard(pattern: str, *, ignore_case: bool = True) -> Pattern:
    r"""An ALB pattern (`*` any run, `?` one character, `\` escapes them) as a regular expression."""
    pieces = re.findall(r"\\[*?\\]|.", pattern, re.DOTALL)
    wild = {"*": ".*", "?": "."}
    expression = "".join(wild.get(piece) or re.escape(piece[-1]) for piece in pieces)
    return re.compile(expression, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def _patterns(condition: Condition, *, ignore_case: bool) -> tuple[Pattern, ...]:
    regexes = [re.compile(regex, re.IGNORECASE if ignore_case else 0) for regex in condition.regexes]
    return (*(wildcard(value, ignore_case=ignore_case) for value in condition.values), *regexes)


def _any(patterns: tuple[Pattern, ...], text: bytes) -> bool:
    decoded = text.decode("latin-1")
    return any(pattern.fullmatch(decoded) for pattern in patterns)


def _host_like(patterns: tuple[Pattern, ...], request: Request, _client: str) -> bool:
    return _any(patterns, request.host)


def _path_like(patterns: tuple[Pattern, ...], request: Request, _client: str) -> bool:
    return _any(patterns, request.path)


def _header_like(name: bytes, patterns: tuple[Pattern, ...], request: Request, _client: str) -> bool:
    return name in request.headers.values and any(
        _any(patterns, value) for value in request.headers.all(name)
    )


def _method_is(methods: frozenset[bytes], request: Request, _client: str) -> bool:
    return request.method in methods


def _source_in(networks: tuple[IPv4Network | IPv6Network, ...], _request: Request, client: str) -> bool:
    address = ip_address(client)
    return any(address in network for network in networks)


def _query_has(pairs: tuple[tuple[Pattern | None, Pattern], ...], request: Request, _client: str) -> bool:
    present = _query(request.query)
    return any(
        (key is None or key.fullmatch(name)) and value.fullmatch(text)
        for key, value in pairs
        for name, text in present
    )


def _query(query: bytes) -> list[tuple[str, str]]:
    parts = (part.partition("=") for part in query.decode("latin-1").split("&") if part)
    return [(unquote_plus(name), unquote_plus(value)) for name, _, value in parts]
