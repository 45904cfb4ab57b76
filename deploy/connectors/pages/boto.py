"""Maintenance pages as listener rules through boto3.

An ALB's fixed response has a status, a content type and up to 1024 characters of text, and no header of ours:
no `Retry-After`. When to look again is therefore said in the page itself.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from deploy.connectors.aws.clients import Client
from deploy.connectors.aws.errors import in_our_words
from deploy.errors import Refused

_EVERYTHING: Final = [{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/*"]}}]
_HIGHEST: Final = 50_000
_DEFAULT: Final = "default"


class BotoPages:
    """The listeners of one account and region."""

    def __init__(self, client: Client, guard: Callable[[], None]) -> None:
        self._client = client
        self._guard = guard

    @in_our_words("load balancer: maintenance page")
    def find(self, rule: str, mark: str) -> str:
        """The text of the page that bears the mark."""
        return next((page_of(one) for one in self._rules(rule) if mark in page_of(one)), "")

    @in_our_words("load balancer: put the maintenance page up")
    def put(self, rule: str, page: str) -> None:
        """Put a rule with the same conditions right before the given one."""
        rules = self._rules(rule)
        priority = free_priority(rules, rule)
        conditions = conditions_of(next(one for one in rules if one["RuleArn"] == rule))
        answer = {"StatusCode": "503", "ContentType": "text/html", "MessageBody": page}
        self._guard()
        self._client.once.create_rule(
            ListenerArn=listener_of(rule),
            Priority=priority,
            Conditions=conditions,
            Actions=[{"Type": "fixed-response", "FixedResponseConfig": answer}],
        )

    @in_our_words("load balancer: take the maintenance page down")
    def take(self, rule: str, mark: str) -> None:
        """Delete every rule whose page bears the mark."""
        for one in self._rules(rule):
            if mark in page_of(one):
                self._guard()
                self._client.once.delete_rule(RuleArn=one["RuleArn"])

    def _rules(self, rule: str) -> list[Any]:
        pages = self._client.patient.get_paginator("describe_rules").paginate(ListenerArn=listener_of(rule))
        return [one for page in pages for one in page["Rules"]]


def listener_of(rule: str) -> str:
    """The listener that a rule belongs to: `...:listener-rule/app/NAME/LB/LISTENER/RULE` names it."""
    return rule.replace(":listener-rule/", ":listener/").rpartition("/")[0]


def page_of(rule: Mapping[str, Any]) -> str:
    """The text that a rule answers with; empty where it sends requests on."""
    actions = [action.get("FixedResponseConfig", {}) for action in rule["Actions"]]
    return next((str(action["MessageBody"]) for action in actions if action.get("MessageBody")), "")


def free_priority(rules: Iterable[Mapping[str, Any]], rule: str) -> int:
    """The greatest free number below the rule's own, so that whatever comes before it still does."""
    numbers = {one["RuleArn"]: one["Priority"] for one in rules}
    taken = {int(number) for number in numbers.values() if number != _DEFAULT}
    below = _HIGHEST + 1 if numbers[rule] == _DEFAULT else int(numbers[rule])
    free = next((number for number in range(below - 1, 0, -1) if number not in taken), 0)
    if not free:
        raise Refused(
            "no-room-for-page",
            what="the maintenance page cannot be put up",
            why=f"the listener has no free priority before {below}",
            do="give the listener's rules higher numbers; they keep their order",
        )
    return free


def conditions_of(rule: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """A rule's conditions as a new rule takes them: an answer has values twice, a request once."""
    return [_asked(condition) for condition in rule["Conditions"]] or list(_EVERYTHING)


def _asked(condition: Mapping[str, Any]) -> Mapping[str, Any]:
    has_config = any(key.endswith("Config") for key in condition)
    doubled = {"Values", "RegexValues"} if has_config else set()
    return {key: value for key, value in condition.items() if key not in doubled and value}
