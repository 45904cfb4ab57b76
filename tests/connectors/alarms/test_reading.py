"""What CloudWatch answers, in our words."""

from datetime import UTC, datetime

import pytest

from deploy.connectors.alarms.port import LONG_AGO, Alarm, Color, Counted, Figures
from deploy.connectors.alarms.reading import alarm_from, figures_from, queries

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BALANCER = "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/shop/50dc"
GROUP = "arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/green/73e2"


@pytest.mark.parametrize(
    ("times", "since"),
    [
        ({"StateTransitionedTimestamp": AT, "StateUpdatedTimestamp": LONG_AGO}, AT),
        ({"StateUpdatedTimestamp": AT}, AT),
        ({}, LONG_AGO),
    ],
)
def test_an_alarm_tells_since_when_it_says_so(times: dict[str, datetime], since: datetime) -> None:
    """The time of its last move, not of the last look at it."""
    seen = {"AlarmName": "errors", "StateValue": "ALARM", "StateReason": "5 of 10", **times}

    assert Alarm("errors", Color.RED, since, "5 of 10") == alarm_from(seen)


def test_figures_are_sums_over_the_minutes_and_the_highest_percentile() -> None:
    """Percentiles cannot be added; what was not measured is left out."""
    results: list[dict[str, object]] = [
        {"Id": "requests", "Values": [100.0, 50.0]},
        {"Id": "errors", "Values": [1.0]},
        {"Id": "gateway", "Values": [2.0]},
        {"Id": "p95", "Values": [0.1, 0.3, None]},
    ]

    assert Figures(150, 3, 0.3) == figures_from(results)
    assert Figures() == figures_from([])


def test_all_is_asked_in_one_call_by_the_names_that_cloudwatch_uses() -> None:
    """What a load balancer answers in place of a target has no target group."""
    asked = {str(q["Id"]): q["MetricStat"] for q in queries(Counted(BALANCER, GROUP, AT, AT))}

    balancer = {"Name": "LoadBalancer", "Value": "app/shop/50dc"}
    group = {"Name": "TargetGroup", "Value": "targetgroup/green/73e2"}
    assert {"requests", "errors", "gateway", "p95"} == set(asked)
    assert {
        "Namespace": "AWS/ApplicationELB",
        "MetricName": "RequestCount",
        "Dimensions": [balancer, group],
    } == (
        asked["requests"]["Metric"]  # type: ignore[index] # a request as boto3 takes it
    )
    assert [balancer] == asked["gateway"]["Metric"]["Dimensions"]  # type: ignore[index] # as above
