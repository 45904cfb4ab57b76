"""Rules of moto's records as values: the request's own structures, in every form that elbv2 takes."""

from typing import Any

import pytest

from rehearsal.balancer.rules import read_action, read_condition
from rehearsal.balancer.view import (
    Action,
    Condition,
    ConditionField,
    FixedResponse,
    Forward,
    Redirect,
    Unsupported,
)


@pytest.mark.parametrize(
    ("data", "action"),
    [
        ({"Type": "forward", "TargetGroupArn": "blue"}, Forward((("blue", 1),))),
        (
            {
                "Type": "forward",
                "ForwardConfig": {
                    "TargetGroups": [
                        {"TargetGroupArn": "blue", "Weight": "90"},
                        {"TargetGroupArn": "green", "Weight": 10},
                    ],
                    "TargetGroupStickinessConfig": {"Enabled": "true", "DurationSeconds": "60"},
                },
            },
            Forward((("blue", 90), ("green", 10)), sticky_seconds=60),
        ),
        (
            {
                "Type": "forward",
                "ForwardConfig": {
                    "TargetGroups": [{"TargetGroupArn": "blue"}],
                    "TargetGroupStickinessConfig": {"Enabled": False, "DurationSeconds": 60},
                },
            },
            Forward((("blue", 1),)),
        ),
        (
            {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "503", "MessageBody": "soon"}},
            FixedResponse(503, "", "soon"),
        ),
        (
            {
                "Type": "redirect",
                "RedirectConfig": {"StatusCode": "HTTP_301", "Protocol": "HTTPS", "Port": "443"},
            },
            Redirect(301, protocol="HTTPS", port="443"),
        ),
        ({"Type": "authenticate-oidc"}, Unsupported("authenticate-oidc")),
    ],
)
def test_an_action_is_read(data: dict[str, Any], action: Action) -> None:
    assert action == read_action(data)


@pytest.mark.parametrize(
    ("data", "condition"),
    [
        ({"Field": "path-pattern", "Values": ["/a*"]}, Condition(ConditionField.PATH, ("/a*",))),
        (
            {"Field": "host-header", "HostHeaderConfig": {"Values": ["a.test", "b.test"]}},
            Condition(ConditionField.HOST, ("a.test", "b.test")),
        ),
        (
            {"Field": "host-header", "HostHeaderConfig": {"RegexValues": ["a+"]}},
            Condition(ConditionField.HOST, regexes=("a+",)),
        ),
        (
            {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "X-Test", "Values": ["1"]}},
            Condition(ConditionField.HEADER, ("1",), header="X-Test"),
        ),
        (
            {
                "Field": "query-string",
                "QueryStringConfig": {"Values": [{"Key": "a", "Value": "1"}, {"Value": "2"}]},
            },
            Condition(ConditionField.QUERY, pairs=(("a", "1"), (None, "2"))),
        ),
        (
            {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["GET"]}},
            Condition(ConditionField.METHOD, ("GET",)),
        ),
        (
            {"Field": "source-ip", "SourceIpConfig": {"Values": ["10.0.0.0/8"]}},
            Condition(ConditionField.SOURCE_IP, ("10.0.0.0/8",)),
        ),
    ],
)
def test_a_condition_is_read(data: dict[str, Any], condition: Condition) -> None:
    assert condition == read_condition(data)
