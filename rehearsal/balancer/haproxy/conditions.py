"""A rule's conditions as haproxy's own; one that cannot be said is never met, as in the embedded plane."""

import re
from ipaddress import ip_network

from rehearsal.balancer.haproxy.quoting import quoted
from rehearsal.balancer.routing import wildcard
from rehearsal.balancer.view import Condition, ConditionField, Rule

HOST = "req.hdr(host),field(1,:),lower"
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


def rule_condition(rule: Rule) -> str | None:
    """What must hold for a rule; empty where it always holds, nothing where it never does."""
    try:
        return " ".join(f"{{ {_test(one)} }}" for one in rule.conditions)
    except (ValueError, re.error):
        return None


def _test(condition: Condition) -> str:
    field = condition.field
    if field is ConditionField.METHOD:
        return f"method -m str {' '.join(map(quoted, condition.values))}"
    if field is ConditionField.SOURCE_IP:
        return f"src {' '.join(str(ip_network(value, strict=False)) for value in condition.values)}"
    if field is ConditionField.QUERY:
        return f"query,url_dec(1) -m reg -i {' '.join(map(_pair, condition.pairs))}"
    fetch = {ConditionField.HOST: HOST, ConditionField.PATH: "path"}.get(field) or _header(condition.header)
    case = "" if field is ConditionField.PATH else " -i"
    return f"{fetch} -m reg{case} {' '.join(_patterns(condition))}"


def _header(name: str) -> str:
    if not _TOKEN.fullmatch(name):
        raise ValueError(name)
    return f"req.fhdr({name.lower()})"


def _patterns(condition: Condition) -> list[str]:
    wild = [wildcard(value).pattern for value in condition.values]
    own = [re.compile(regex).pattern for regex in condition.regexes]
    return [quoted(f"^(?:{pattern})$") for pattern in (*wild, *own)]


def _pair(pair: tuple[str | None, str]) -> str:
    key, value = pair
    name = "[^&=]*" if key is None else _within(key)
    return quoted(f"(?:^|&){name}={_within(value)}(?:&|$)")


def _within(pattern: str) -> str:
    """A pattern that stays within one part of a query."""
    return wildcard(pattern).pattern.replace(".*", "[^&]*")
