"""A configuration says what the rules say, and no text of a rule can say more."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rehearsal.balancer.haproxy.conditions import rule_condition
from rehearsal.balancer.haproxy.config import Inherited, configuration, variables
from rehearsal.balancer.haproxy.found import binaries
from rehearsal.balancer.haproxy.frontends import Door
from rehearsal.balancer.haproxy.quoting import quoted
from rehearsal.balancer.haproxy.seating import unused_seats
from rehearsal.balancer.view import (
    Action,
    Condition,
    ConditionField,
    FixedResponse,
    Forward,
    Listener,
    Redirect,
    Rule,
    View,
)
from tests.rehearsal.balancer.desk import PLAIN, group

BY_WEIGHT = Forward((("blue", 90), ("green", 10)), sticky_seconds=60)


def text_of(*rules: Rule) -> str:
    """The configuration of one listener in front of two groups."""
    listener = Listener("listener", "HTTP", 80, rules)
    balancer = replace(PLAIN, listeners=(listener,), address="127.78.0.9")
    view = View((balancer,), (group("blue", 8001), replace(group("green", 8002), cookie="lb_cookie")))
    seats = {one.arn: unused_seats(one, 2) for one in view.groups}
    return configuration(Inherited(3, {}), [Door(balancer, listener, 5, 80, None, 1)], view, seats)


def check(text: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """What haproxy says of a configuration, with plain addresses in place of what it would inherit."""
    found = binaries()
    if found is None:
        pytest.skip("haproxy 2.6 or newer, or setpriv, is not installed")
    text = text.replace("bind fd@5", "bind 127.0.0.1:1").replace("stats socket fd@3 level admin\n", "")
    file = folder / "haproxy.cfg"
    file.write_text(text)
    return subprocess.run([found.haproxy, "-c", "-f", file], capture_output=True, text=True, check=False)


def path(pattern: str) -> Condition:
    """A path that is like a pattern."""
    return Condition(ConditionField.PATH, (pattern,))


RULES = (
    Rule("a", FixedResponse(503, "text/plain", "back\nsoon 100% 'sure' \"yes\""), (path("/closed/*"),)),
    Rule(
        "b",
        Redirect(301, protocol="HTTPS", port="443", query="a=1&#{query}"),
        (Condition(ConditionField.HOST, ("*.old.test",), regexes=("[a-z]+",)),),
    ),
    Rule(
        "c",
        BY_WEIGHT,
        (
            Condition(ConditionField.METHOD, ("GET", "POST")),
            Condition(ConditionField.SOURCE_IP, ("127.0.0.0/8",)),
        ),
    ),
    Rule(
        "d",
        Forward((("blue", 0),)),
        (
            Condition(ConditionField.QUERY, pairs=(("lang", "d*"), (None, "x"))),
            Condition(ConditionField.HEADER, ("y?s",), header="X-Beta"),
        ),
    ),
    Rule("default", Forward((("green", 1), ("gone", 1)))),
)


def test_haproxy_takes_every_kind_of_rule(tmp_path: Path) -> None:
    assert 0 == check(text_of(*RULES), tmp_path).returncode


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_a_quoted_text_is_one_word_of_plain_characters(text: str) -> None:
    inside = quoted(text)[1:-1]

    assert re.fullmatch(r"(?:[A-Za-z0-9._/:-]|\\x[0-9a-f]{2})*", inside)
    raw = re.sub(r"\\x(..)", lambda match: chr(int(match[1], 16)), inside).encode("latin-1")
    assert text.replace("\0", "").encode() == raw


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=30), st.sampled_from(["path", "body", "location"]))
def test_no_text_of_a_rule_breaks_the_configuration(tmp_path: Path, text: str, place: str) -> None:
    action: Action = Forward((("blue", 1),))
    if place == "body":
        action = FixedResponse(200, "text/plain", text)
    elif place == "location":
        action = Redirect(302, path=f"/{text}")
    conditions = (path(text),) if place == "path" else ()

    assert 0 == check(text_of(Rule("a", action, conditions), RULES[-1]), tmp_path).returncode


def test_new_weights_change_variables_only() -> None:
    """Otherwise every shift would start another haproxy."""
    before = text_of(Rule("default", BY_WEIGHT))
    after = text_of(Rule("default", replace(BY_WEIGHT, weights=(("blue", 1), ("green", 99)))))
    changed = set(before.splitlines()) ^ set(after.splitlines())

    assert changed
    assert all(line.startswith("set-var proc.") for line in changed)


def test_a_condition_that_cannot_be_said_is_never_met() -> None:
    unsayable = (
        Condition(ConditionField.SOURCE_IP, ("nowhere",)),
        Condition(ConditionField.HEADER, ("a",), header="X Y"),
        Condition(ConditionField.PATH, regexes=("(",)),
    )

    assert [None] * 3 == [rule_condition(Rule("a", BY_WEIGHT, (one,))) for one in unsayable]


def test_a_rule_without_any_weight_has_no_variables() -> None:
    listener = Listener("listener", "HTTP", 80, (Rule("default", Forward((("blue", 0), ("green", 0)))),))

    assert {} == variables(View((replace(PLAIN, listeners=(listener,)),)))
